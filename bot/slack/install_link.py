"""What a bot has more that workspaces install by a link: their tokens, pages and reminders."""

from collections.abc import Mapping

from sqlalchemy import Engine

from bot.settings import OAuthApp, Settings
from bot.slack.api import SlackApi
from bot.slack.http import Page
from bot.slack.manifest import INSTALL
from bot.slack.oauth import OAuth
from bot.slack.scope_reminders import ScopeReminders
from bot.slack.worker import Worker
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.sql_store import WorkspaceStore


class InstallLink:
    """The installations of an app, in the database of an engine."""

    def __init__(self, app: OAuthApp, settings: Settings, engine: Engine) -> None:
        self._app = app
        self._api_url = settings.api_url
        self.store = WorkspaceStore(engine, TokenCipher(app.token_keys))

    def pages(self, api: SlackApi) -> Mapping[str, Page]:
        """The pages by which workspaces install the bot, by their paths."""
        return OAuth(api, self._app, self.store, self._api_url).pages()

    def reminders(self, worker: Worker) -> ScopeReminders:
        """The reminders of workspaces that have granted fewer scopes than this version needs."""
        return ScopeReminders(worker, self.store, f"{self._app.public_url}{INSTALL}")
