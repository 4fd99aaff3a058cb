"""What alert bots post, in the formats of their apps; hosts, ids and numbers are made up."""

from typing import NamedTuple

from tests.conftest import Json


class Alert(NamedTuple):
    """A message of an app, the codes that it tells of, and words that it is to be read to say."""

    app: str
    message: Json
    codes: tuple[str, ...]
    says: tuple[str, ...]


BY_AN_APP: Json = {"type": "message", "subtype": "bot_message", "bot_id": "B0ALERTS01", "text": ""}

# Grafana's contact point "Slack": one attachment, whose fallback is its title
# (grafana/alerting, receivers/slack/v1/slack.go, and its default template).
GRAFANA: Json = {
    **BY_AN_APP,
    "username": "Grafana",
    "attachments": [
        {
            "id": 1,
            "color": "D63232",
            "fallback": "[FIRING:1] IIS sync failed Cluster (NODE2 critical)",
            "title": "[FIRING:1] IIS sync failed Cluster (NODE2 critical)",
            "title_link": "https://grafana.example/alerting/grafana/c1x0/view",
            "text": (
                "**Firing**\n\nValue: A=1, C=1\nLabels:\n - alertname = IIS sync failed\n"
                " - instance = NODE2\nAnnotations:\n"
                " - summary = IISSYNC on NODE2 ended with error 0x80110408\n"
                "Source: https://grafana.example/alerting/grafana/c1x0/view?orgId=1\n"
            ),
            "footer": "Grafana v11.3.0",
            "footer_icon": "https://grafana.com/static/assets/img/fav32.png",
            "ts": 1764300000,
            "mrkdwn_in": ["text"],
        }
    ],
}

# PagerDuty's app: a line of text, and an attachment of blocks.
PAGERDUTY: Json = {
    **BY_AN_APP,
    "text": "Triggered #4711",
    "attachments": [
        {
            "id": 1,
            "color": "d9534f",
            "fallback": "[no preview available]",
            "blocks": [
                {
                    "type": "section",
                    "block_id": "a1",
                    "text": {
                        "type": "mrkdwn",
                        "text": (
                            ":rotating_light: *<https://acme.pagerduty.com/incidents/Q1X2Y3Z4A5B6C7"
                            "|[#4711] Backup of FS01 failed>*"
                        ),
                        "verbatim": False,
                    },
                },
                {
                    "type": "section",
                    "block_id": "a2",
                    "fields": [
                        {"type": "mrkdwn", "text": "*Assigned:* Dora Dahl", "verbatim": False},
                        {"type": "mrkdwn", "text": "*Service:* Backup", "verbatim": False},
                        {
                            "type": "mrkdwn",
                            "text": "*Details:* VSS error: 0x8004230F",
                            "verbatim": False,
                        },
                    ],
                },
                {
                    "type": "actions",
                    "block_id": "a3",
                    "elements": [
                        {
                            "type": "button",
                            "action_id": "acknowledge",
                            "text": {"type": "plain_text", "text": "Acknowledge", "emoji": True},
                            "value": "Q1X2Y3Z4A5B6C7",
                        }
                    ],
                },
            ],
        }
    ],
}

# Zabbix's media type "Slack": an attachment of fields
# (zabbix/zabbix, templates/media/slack/media_slack.yaml, `createMessage`).
ZABBIX: Json = {
    **BY_AN_APP,
    "attachments": [
        {
            "id": 1,
            "fallback": "Problem: Scheduled task failed",
            "title": "Problem: Scheduled task failed",
            "color": "#E97659",
            "title_link": "https://zabbix.example/tr_events.php?triggerid=20817&eventid=99121",
            "pretext": "",
            "fields": [
                {"title": "Host", "value": "FS01 [10.0.0.15]", "short": True},
                {"title": "Event time", "value": "2026.11.28 10:41:17", "short": True},
                {"title": "Severity", "value": "High", "short": True},
                {"title": "Opdata", "value": "Last error: 2147942402", "short": True},
                {"title": "Event tags", "value": "scope: availability", "short": True},
                {"title": "Trigger description", "value": "The task ended badly.", "short": True},
            ],
            "actions": [
                {
                    "id": "1",
                    "type": "button",
                    "text": "Open in Zabbix",
                    "url": "https://zabbix.example/tr_events.php?triggerid=20817&eventid=99121",
                }
            ],
        }
    ],
}

# Datadog's app: an attachment with the monitor's message, its tags and who was notified.
DATADOG: Json = {
    **BY_AN_APP,
    "username": "Datadog",
    "attachments": [
        {
            "id": 1,
            "color": "A30200",
            "fallback": "Triggered: Windows service is down on host:web-1",
            "title": "Triggered: Windows service is down on host:web-1",
            "title_link": "https://app.datadoghq.com/monitors/1234567?group=host%3Aweb-1",
            "text": (
                "W3SVC stopped with exit code: 0x800700B7. `windows_service.state` over "
                "`host:web-1` was *>= 2* in the last 5m. @slack-ops"
            ),
            "fields": [
                {"title": "Tags", "value": "host:web-1, windows_service:w3svc", "short": False},
                {"title": "Notified", "value": "@slack-ops", "short": True},
            ],
            "image_url": "https://p.datadoghq.com/snapshot/view/snap.png",
            "mrkdwn_in": ["text"],
        }
    ],
}

ALERTS = (
    Alert("Grafana", GRAFANA, ("0x80110408",), ("[FIRING:1]", "ended with error 0x80110408")),
    Alert("PagerDuty", PAGERDUTY, ("0x8004230F",), ("[#4711] Backup", "*Service:* Backup")),
    Alert("Zabbix", ZABBIX, ("0x80070002",), ("Scheduled task", "Opdata: Last error: 2147942402")),
    Alert("Datadog", DATADOG, ("0x800700B7",), ("Triggered: ", "Notified: @slack-ops")),
)
