from bot.slack.recent import Recent


def test_a_further_key_deletes_the_oldest() -> None:
    recent = Recent[str, int](2)
    for number, key in enumerate("abc"):
        recent[key] = number

    assert dict(recent) == {"b": 1, "c": 2}


def test_a_key_that_is_set_again_is_the_newest() -> None:
    recent = Recent[str, int](2)
    for number, key in enumerate("abac"):
        recent[key] = number

    assert dict(recent) == {"a": 2, "c": 3}


def test_setdefault_counts_as_setting() -> None:
    recent = Recent[str, int](1)
    recent["a"] = 1

    assert recent.setdefault("b", 2) == 2
    assert dict(recent) == {"b": 2}
