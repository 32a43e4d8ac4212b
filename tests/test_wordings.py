"""Must, may, need not and must not in the many ways in which English says them: each wording beside a false one that looks like it."""

from __future__ import annotations

import pytest

from qa.support import support

# Passage, an honest restatement, a false one.
TRIPLES = (
    (
        "Using the tide tables does not release a skipper from the duty to report a wreck under rule 9.",
        "A skipper who is using the tide tables is not released from the duty to report a wreck under rule 9.",
        "Using the tide tables releases a skipper from the duty to report a wreck under rule 9.",
    ),
    (
        "The port law requires skippers to keep fuel out of the lower hold.",
        "Under the port law, skippers must see to it that the lower hold contains no fuel.",
        "Under the port law, skippers need not see to it that the lower hold is free of fuel.",
    ),
    (
        "The toll covers barges, tugs and ferries, but not rowing boats.",
        "Barges, tugs and ferries are covered by the toll; rowing boats are left out.",
        "Barges, tugs, ferries and rowing boats are all covered by the toll.",
    ),
    (
        "A warrantless search of the cabin broke the harbour rules.",
        "A search of the cabin without a warrant broke the harbour rules.",
        "A search of the cabin with a warrant broke the harbour rules.",
    ),
    (
        "A pilot must not give the chart of the wreck to any diver, such as a treasure hunter, unless an exception applies.",
        "No diver, such as a treasure hunter, may be given the chart of the wreck by a pilot, save where an exception applies.",
        "A diver, such as a treasure hunter, may be given the chart of the wreck by a pilot, save where an exception applies.",
    ),
    (
        "A skipper or a mate cannot be fined for reporting a leak to the harbour office.",
        "Neither a skipper nor a mate can be fined for reporting a leak to the harbour office.",
        "Both a skipper and a mate can be fined for reporting a leak to the harbour office.",
    ),
    (
        "The charter lets towns adopt bylaws by which moorings are taxed for a limited period.",
        "Bylaws by which moorings are taxed for a limited period are open to towns under the charter.",
        "Bylaws by which moorings are taxed for a limited period are closed to towns under the charter.",
    ),
    (
        "The harbour code requires logs to be kept neatly and signed by the mate.",
        "That logs are kept neatly and signed by the mate is a requirement of the harbour code.",
        "That logs are kept neatly and signed by the mate is no requirement of the harbour code.",
    ),
    (
        "A skipper must not use the public dock for loading fish without the warden's prior consent, unless a storm is near.",
        "Unless a storm is near, a skipper needs the warden's prior consent before using the public dock for loading fish.",
        "Unless a storm is near, a skipper needs no prior consent of the warden before using the public dock for loading fish.",
    ),
    (
        "The repair contract does not ban painted hulls, which must meet the weight rules.",
        "Painted hulls are not banned by the repair contract, but have to meet the weight rules.",
        "Painted hulls are banned by the repair contract, but have to meet the weight rules.",
    ),
    (
        "A mooring permit lasts no longer than necessary and ends at the latest 2 years after it was granted.",
        "A mooring permit may not last longer than necessary and ends no later than two years after it was granted.",
        "A mooring permit may last longer than necessary and ends no later than two years after it was granted.",
    ),
    (
        "The harbour rules do not apply to canoes, rafts or whatever the navy does at sea.",
        "What the navy does at sea is not covered by the harbour rules, and neither are canoes or rafts.",
        "What the navy does at sea is not covered by the harbour rules, but canoes and rafts are.",
    ),
    (
        "Ropes, chains and bells must stand in the list that a skipper gets.",
        "Ropes, chains and bells must all stand in the list that a skipper gets.",
        "All papers, chains and bells must stand in the list that a skipper gets.",
    ),
    (
        "In a salvage case, a warden may see the name, berth and port of an owner by a written request to the harbour office.",
        "In a salvage case, a written request to the harbour office is enough for a warden to see the name, berth and port of an owner.",
        "In a salvage case, either a written request to the harbour office or a call is enough for a warden to see the name, berth and port of an owner.",
    ),
    (
        "The mayor must enforce rule 9, the rule that makes pilots report wrecks to the museum.",
        "Enforcing rule 9, the rule under which pilots must report wrecks to the museum, is a duty of the mayor.",
        "Enforcing rule 9, the rule under which pilots must report wrecks to the museum, is not a duty of the mayor.",
    ),
    (
        "The harbour guide lets boats leave at night only with a pilot or a permit, except in emergencies.",
        "Emergencies aside, the harbour guide lets boats leave at night only with a pilot or a permit.",
        "The harbour guide lets boats leave at night only with a pilot or a permit.",
    ),
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
