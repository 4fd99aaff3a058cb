"""Where shared files are fetched: with the bot's token and the scope `files:read`.

Slack refuses with a redirect to the page on which people sign in, and that page is HTML.
"""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.canned_responses import CannedResponses
from bot.playground.model import RefusedError, Upload
from bot.playground.record import Call, Record
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.web_api import Tokens

DOWNLOAD = "download"
"""What a fetched file is called among the calls, and among the responses that a test prepares."""
FILES_READ = "files:read"
_SIGN_IN = "<!DOCTYPE html><html><title>Sign in | Slack</title></html>"


class FileServer:
    """Serves what people have uploaded."""

    def __init__(
        self, workspace: Workspace, record: Record, tokens: "Tokens", prepared: CannedResponses
    ) -> None:
        self._workspace = workspace
        self._record = record
        self._tokens = tokens
        self._prepared = prepared

    def routes(self) -> list[web.RouteDef]:
        """Where files and the page to sign in are."""
        return [
            web.get("/files-pri/{team}-{file}/download/{name}", self._serve),
            web.get("/files-pri/{team}-{file}/{name}", self._serve),
            web.get("/signin", self._sign_in),
        ]

    async def _serve(self, request: web.Request) -> web.Response:
        file = request.match_info["file"]
        canned = self._prepared.take(DOWNLOAD, file)
        if canned.held:
            await canned.held.wait()
        status = canned.status if canned.answers else 200
        self._record.called(Call(DOWNLOAD, {"file": file}, status, {}))
        if canned.answers:
            body = str(canned.body or "").encode()
            return web.Response(body=body, status=canned.status, headers=canned.headers)
        return self._file(request, self._workspace.uploads.get(file))

    def _file(self, request: web.Request, upload: Upload | None) -> web.Response:
        if not self._may_read(request):
            headers = {"Location": f"/signin?redir={request.path}"}
            return web.Response(status=302, headers=headers)
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type="text/plain")

    def _may_read(self, request: web.Request) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            is_bot = self._tokens.kind(token) == "bot"
        except RefusedError:
            return False
        return is_bot and FILES_READ not in self._workspace.scopes_lacking

    async def _sign_in(self, _request: web.Request) -> web.Response:
        return web.Response(text=_SIGN_IN, content_type="text/html")
