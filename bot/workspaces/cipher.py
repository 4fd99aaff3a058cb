"""PURE. Encrypts the tokens of workspaces, so that a copy of the database is no way into Slack.

Needs the extra `oauth`. The algorithm is Fernet: AES-128-CBC with an HMAC-SHA256, by cryptography.
"""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.workspaces.model import BotToken, WrongKeyError


class TokenCipher:
    """Encrypts with the first of the keys, and decrypts with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, token: BotToken) -> str:
        """The token as the database stores it."""
        content = json.dumps([token.value, token.refresh_token, token.expires])
        return self._fernet.encrypt(content.encode()).decode("ascii")

    def decrypt(self, stored: str) -> BotToken:
        """A stored token. Raises `WrongKeyError`."""
        try:
            return BotToken(*json.loads(self._fernet.decrypt(stored)))
        except InvalidToken:
            raise WrongKeyError(
                "no key of TOKEN_KEYS decrypts the token: set the key again with which it was "
                "stored, or install the bot again"
            ) from None

    def can_decrypt(self, stored: str) -> bool:
        """Whether one of the keys decrypts a stored token."""
        try:
            self.decrypt(stored)
        except WrongKeyError:
            return False
        return True

    def rotate(self, stored: str) -> str:
        """The same token, encrypted with the first key. Raises `WrongKeyError`."""
        return self.encrypt(self.decrypt(stored))
