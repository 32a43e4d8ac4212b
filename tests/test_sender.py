"""A figure of one sender, or of another year, does not go before the total that was asked for."""

import pytest

from qa.fitness import OTHER_SENDER, OTHER_YEAR, Features, fitness

NONE = Features(*[0.0] * 14)


@pytest.mark.parametrize(
    "text", ["Imgur sent 58,957 reports in 2023.", "Kik (MediaLab) sent 17,394 reports.", "Meta Platforms Inc. filed about 3,000 reports."]
)
def test_a_sender_that_was_not_named(text: str) -> None:
    asked, named = "How many reports were there in 2023?", f"How many reports did {text.split(' sent')[0].split(' filed')[0].split(' (')[0]} send in 2023?"
    assert fitness(NONE, asked, text, routed=False) == pytest.approx(fitness(NONE, named, text, routed=False) + OTHER_SENDER)


@pytest.mark.parametrize("text", ["In 2023 the line received 36,210,368 reports.", "Providers must report what they find.", "Imgur sent nothing in 2023."])
def test_other_sentences_are_left_alone(text: str) -> None:
    assert fitness(NONE, "How many reports were there in 2023?", text, routed=False) == fitness(
        NONE, f"How many reports were there in 2023? {text}", text, routed=False
    )


def test_a_figure_of_another_year() -> None:
    right, other, none = (
        fitness(NONE, "How many reports were there in 2023?", t, routed=False) for t in ("In 2023 there were 7.", "In 2024 there were 7.", "There were 7.")
    )
    assert right == none == pytest.approx(other - OTHER_YEAR)
    asked = "How many years did the law of 2023 give?"
    assert fitness(NONE, asked, "In 2024 there were 7.", routed=False) == fitness(NONE, asked, "In 2023 there were 7.", routed=False)
