"""PURE. What to do about each error with which Slack refuses a call, and how long to wait.

The error words are those that docs.slack.dev/reference/methods lists under "Errors" for the methods
that the bot calls (August 2026), those that api.slack.com listed before, and those of response
URLs.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from math import ceil


class Remedy(StrEnum):
    """What to do about a call that Slack refused."""

    RETRY = "retry"
    """A temporary failure of Slack. Part of the call may have succeeded: look before a retry."""
    RATE_LIMITED = "rate limited"
    """Not done. Call again after `retry_after`; this is no failed attempt."""
    WAIT = "wait"
    """Not done: the workspace or channel is being moved. Call again after `MOVE_PAUSE`, for as long
    as it takes; this is no failed attempt either."""
    SUSPEND = "suspend"
    """Not done: the token, or what it was issued for, is valid for no call. Keep all jobs, and go
    on when there is a valid token, as `auth.test` says."""
    NOTIFY_USER = "notify the user"
    """Not done, and never will be. The user can do something about it."""
    NOTIFY_ADMIN = "notify an admin"
    """Not done, until an administrator of the bot, the app or the workspace changes something."""
    DROP = "drop"
    """Not done, and nobody can help: the target is gone, or the bot has a bug."""


MOVE_PAUSE = 60.0
"""Seconds between calls to a workspace that is being moved, which takes minutes to hours."""
USUAL_PAUSE = 1.0
"""Seconds to wait if Slack says to wait, but not how long."""
LONGEST_PAUSE = 3600.0
"""Seconds to wait at most, whatever Slack says."""

_WORDS: Mapping[Remedy, str] = {
    Remedy.RETRY: """
        fatal_error internal_error service_unavailable request_timeout rollup_error update_failed
        list_record_comment_fetch_failed fetch_members_failed invalid_cursor
    """,
    Remedy.RATE_LIMITED: "ratelimited rate_limited",
    Remedy.WAIT: "team_added_to_org org_login_required external_channel_migrating",
    Remedy.SUSPEND: """
        invalid_auth not_authed account_inactive token_expired token_revoked app_uninstalled
        team_access_not_granted team_disabled user_removed_from_team two_factor_setup_required
        accesslimited
    """,
    Remedy.NOTIFY_USER: """
        channel_not_found not_in_channel is_archived channel_is_archived channel_is_limited_access
        user_not_in_channel cannot_reply_to_message thread_not_found
        restricted_action restricted_action_read_only_channel restricted_action_thread_locked
        restricted_action_thread_only_channel restricted_action_non_threadable_channel
        posting_to_general_channel_denied
        msg_too_long msg_blocks_too_long view_too_large
        expired_trigger_id exchanged_trigger_id invalid_trigger_id push_limit_reached not_found
        hash_conflict
        expired_url used_url no_service no_service_id no_active_hooks invalid_token
        invalid_code code_already_used no_scopes
    """,
    Remedy.NOTIFY_ADMIN: """
        missing_scope no_permission not_allowed_token_type is_bot not_enabled messages_tab_disabled
        access_denied ekm_access_denied enterprise_is_restricted app_access_restricted
        forbidden_team action_prohibited message_limit_exceeded compliance_exports_prevent_deletion
        slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_lists_sharing_blocked slack_connect_blocked_file_type
        slack_connect_clip_sharing_blocked slack_connect_file_upload_sharing_blocked
        deprecated_endpoint method_deprecated unknown_method upgrade_required
        bad_client_secret bad_redirect_uri invalid_client_id invalid_grant_type
        invalid_refresh_token oauth_authorization_url_mismatch
        cannot_install_an_org_installed_app preview_feature_not_available
        parameter_validation_failed
    """,
    Remedy.DROP: """
        invalid_arg_name invalid_arguments invalid_array_arg invalid_charset invalid_form_data
        invalid_json invalid_payload invalid_post_type json_not_object
        missing_args missing_post_type insecure_request
        as_user_not_supported send_on_behalf_not_allowed
        no_text missing_text_or_fallback_or_attachments markdown_text_conflict
        invalid_blocks invalid_blocks_format invalid_attachments too_many_attachments
        attachment_payload_limit_exceeded too_many_contact_cards
        invalid_metadata_format invalid_metadata_schema invalid_metadata_filter_keys
        metadata_too_large metadata_must_be_sent_from_app
        draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_message_not_found missing_file_data
        invalid_thread_ts reserved_username
        message_not_found block_mismatch cant_broadcast_message cant_delete_message
        cant_update_message edit_window_closed is_inactive no_dual_broadcast_content_update
        streaming_state_conflict
        blocked_file_type file_deleted file_is_deleted file_not_found file_share_limit_reached
        max_file_sharing_exceeded posting_to_channel_denied unable_to_share_files
        invalid_limit invalid_ts_latest invalid_ts_oldest invalid_types missing_argument
        method_not_supported_for_channel_type
        invalid_user_combination not_enough_users too_many_users users_list_not_supplied
        user_disabled user_not_found user_not_visible team_not_found no_team
        duplicate_external_id missing_profile_id not_implemented
        execution_not_in_running_state function_execution_not_found
    """,
}
_REMEDIES = {word: remedy for remedy, words in _WORDS.items() for word in words.split()}
_OF_ONE_METHOD: Mapping[tuple[str, str], Remedy] = {
    # No channel or workspace is involved: only another app-level token helps.
    ("apps.connections.open", "missing_args"): Remedy.SUSPEND,
    ("apps.connections.open", "missing_scope"): Remedy.SUSPEND,
    ("apps.connections.open", "no_permission"): Remedy.SUSPEND,
    ("apps.connections.open", "not_allowed_token_type"): Remedy.SUSPEND,
    ("views.publish", "hash_conflict"): Remedy.DROP,  # a newer view is shown
    ("views.publish", "view_too_large"): Remedy.DROP,  # only the bot writes the home tab
    # For these methods it means that the bot is no member of the channel.
    ("chat.postMessage", "no_permission"): Remedy.NOTIFY_USER,
    ("chat.postEphemeral", "no_permission"): Remedy.NOTIFY_USER,
    ("conversations.history", "no_permission"): Remedy.NOTIFY_USER,
    ("conversations.replies", "no_permission"): Remedy.NOTIFY_USER,
}
_RATE_LIMITED = re.compile("rate_?limit")
_SECONDS = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
_DATE = re.compile("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


def classify(method: str, word: str) -> Remedy:
    """What to do when `method` is refused with the error `word`.

    The method of a response URL is `response_url`. An unknown word is shown to the user, who would
    wait in vain otherwise, unless it means a rate limit.
    """
    known = _remedy(method, word)
    if known:
        return known
    return Remedy.RATE_LIMITED if _RATE_LIMITED.match(word) else Remedy.NOTIFY_USER


def is_known(method: str, word: str) -> bool:
    """Whether a table has the word, for all methods or for this one; if not, it is to be logged."""
    return _remedy(method, word) is not None


def _remedy(method: str, word: str) -> Remedy | None:
    return _OF_ONE_METHOD.get((method, word)) or _REMEDIES.get(word)


def retry_after(headers: Mapping[str, str]) -> float:
    """Whole seconds to wait according to a response's headers, never fewer than they say.

    `Retry-After` holds seconds, with or without decimals, or a date. A date is compared with the
    response's own `Date`, and with no clock (RFC 9110, 10.2.3). The result is `USUAL_PAUSE` if it
    cannot be parsed, and at most `LONGEST_PAUSE`.
    """
    value, date = headers.get("Retry-After", "").strip(), headers.get("Date", "")
    seconds = float(value) if _SECONDS.fullmatch(value) else _between(date, value)
    return float(ceil(min(USUAL_PAUSE if seconds is None else seconds, LONGEST_PAUSE)))


def _between(date: str, later: str) -> float | None:
    """Seconds from one HTTP date to another, at least 0; None if one of them is not a date."""
    start, end = _moment(date), _moment(later)
    return max(0.0, (end - start).total_seconds()) if start and end else None


@lru_cache(maxsize=16)  # all responses of one second have the same
def seconds_of(date: str) -> float | None:
    """An HTTP date in seconds since 1970; None if it is not a date."""
    moment = _moment(date)
    return moment.timestamp() if moment else None


def _moment(date: str) -> datetime | None:
    if not _DATE.fullmatch(date):
        return None
    try:
        return parsedate_to_datetime(date)
    except ValueError:  # such as the 31st of June
        return None
