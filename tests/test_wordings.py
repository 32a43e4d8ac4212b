"""Must, may, need not and must not in the many ways in which English says them: each wording beside a false one that looks like it."""

from __future__ import annotations

import pytest

from qa.support import support

# Passage, an honest restatement, a false one.
TRIPLES = (
    (
        "The harbour master must close the lock at night.",
        "The harbour master has no choice but to close the lock at night.",
        "The harbour master has no duty to close the lock at night.",
    ),
    (
        "The pilot may board the ferry without a ticket.",
        "No ticket is needed for the pilot to board the ferry.",
        "No pilot may board the ferry without a ticket.",
    ),
    (
        "The owner may sell the boat only if the mayor has signed the deed.",
        "Unless the mayor has signed the deed, the owner may not sell the boat.",
        "Unless the mayor has signed the deed, the owner may sell the boat.",
    ),
    (
        "The captain needs a licence to enter the harbour.",
        "The captain may not enter the harbour without a licence.",
        "The captain may enter the harbour without a licence.",
    ),
    (
        "The court has no power to seize the ferry.",
        "The ferry is one that no court may seize.",
        "The ferry is one that any court may seize.",
    ),
    (
        "The statute neither limits nor expands the duties of the pilot.",
        "The statute does not limit the duties of the pilot and does not expand them either.",
        "The statute does not limit the duties of the pilot and expands them.",
    ),
    (
        "The duty covers lakes and rivers.",
        "The duty covers not only lakes but also rivers.",
        "The duty covers lakes but not rivers.",
    ),
    (
        "The fee is due wherever the ship was built.",
        "The fee is due, and where the ship was built makes no difference.",
        "The fee is not due, and where the ship was built makes no difference.",
    ),
    (
        "The tribunal did not accept the claim of the ferry company.",
        "The tribunal rejected the claim of the ferry company.",
        "The tribunal accepted the claim of the ferry company.",
    ),
    (
        "The guide is non-binding and meant for skippers.",
        "The guide has no binding force and is meant for skippers.",
        "The guide has binding force and is meant for skippers.",
    ),
    (
        "Keeping the log is mandatory for the mate.",
        "For the mate, keeping the log is not optional.",
        "For the mate, keeping the log is optional.",
    ),
    (
        "The lease of the old pier is without prejudice to the rights of the ferry company and its crew.",
        "The lease of the old pier takes nothing away from the rights of the ferry company and its crew.",
        "The lease of the old pier ends the rights of the ferry company and its crew.",
    ),
    (
        "The port makes the operator report each collision.",
        "The operator must report each collision to the port.",
        "The operator need not report each collision to the port.",
    ),
    (
        "The port may give the map to any person other than a smuggler.",
        "The port may give the map to anyone who is not a smuggler.",
        "The port may give the map to any person, even a smuggler.",
    ),
    (
        "Many crews detect, remove and report wrecks on the coast.",
        "Wrecks on the coast are detected, removed and reported by many crews.",
        "Wrecks on the coast are detected, removed and reported by few crews.",
    ),
    (
        "A sailor is any person under the age of 30.",
        "A sailor is any person who has not yet turned 30.",
        "A sailor is any person over the age of 30.",
    ),
    (
        "The harbour master must inspect a ferry that carries more than 50 people.",
        "Should a ferry carry more than 50 people, the harbour master must inspect it.",
        "Should a ferry carry more than 50 people, the harbour master need not inspect it.",
    ),
)


@pytest.mark.parametrize(("passage", "honest", "false"), TRIPLES, ids=[honest[:40] for _, honest, _ in TRIPLES])
def test_another_wording_is_believed_and_its_opposite_is_not(passage: str, honest: str, false: str) -> None:
    assert support(honest, passage).label == "full"
    assert support(false, passage).label != "full"
