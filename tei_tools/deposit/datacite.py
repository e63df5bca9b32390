"""``metadata/datacite.json``: the deposit as DataCite describes one (metadata schema 4.5).

Creators, publisher and title are mandatory there: what nobody has said is
``(:unav)``, DataCite's word for a value that is not available (appendix 3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from .description import Creator, Description
from .entry import Totals

UNAVAILABLE = "(:unav)"
_TYPE = "TEI corpus with originals and JSON records"


def datacite(description: Description, title: str, totals: Totals, year: str, size: int) -> bytes:
    """The file; ``year`` is that of packing, ``size`` the bytes of the payload so far."""
    known = description.metadata
    made: dict[str, Any] = {
        "creators": [_creator(one) for one in description.creators] or [{"name": UNAVAILABLE}],
        "titles": [{"title": title}],
        "publisher": {"name": known.publisher or UNAVAILABLE},
        "publicationYear": year,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": _TYPE},
        "language": "zh",
        "sizes": [f"{totals.documents} documents", f"{totals.articles} articles", f"{size} bytes"],
        "formats": ["application/tei+xml", "application/json", *sorted(totals.media_types)],
        "rightsList": [_rights(one) for one in sorted(totals.licences)],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    if description.doi:
        made["doi"] = description.doi
    if description.version:
        made["version"] = description.version
    if description.description:
        made["descriptions"] = [{"description": description.description, "descriptionType": "Abstract"}]
    if known.keywords:
        made["subjects"] = [{"subject": word} for word in known.keywords]
    contributors = [{"name": name, "contributorType": "RightsHolder"} for name in sorted(totals.rights_holders)]
    if description.contact:
        contributors.append({"name": description.contact, "contributorType": "ContactPerson"})
    if description.institution:
        contributors.append({"name": description.institution, "contributorType": "Other"})
    if contributors:
        made["contributors"] = contributors
    if known.funder:
        made["fundingReferences"] = [{"funderName": known.funder}]
    if known.identifier:
        made["alternateIdentifiers"] = [{"alternateIdentifier": known.identifier, "alternateIdentifierType": "Local"}]
    if span := _range((totals.first_date, totals.last_date)):
        made["dates"] = [{"date": span, "dateType": "Created", "dateInformation": "dates of the articles"}]
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _creator(creator: Creator) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": creator.name,
        "nameType": "Organizational" if creator.organization else "Personal",
    }
    if creator.affiliation:
        made["affiliation"] = [{"name": creator.affiliation}]
    if creator.orcid:
        made["nameIdentifiers"] = [
            {
                "nameIdentifier": f"https://orcid.org/{creator.orcid}",
                "nameIdentifierScheme": "ORCID",
                "schemeUri": "https://orcid.org",
            }
        ]
    return made


def _rights(licence: str) -> dict[str, str]:
    return {"rights": licence, **({"rightsUri": licence} if is_address(licence) else {})}


def is_address(text: str) -> bool:
    """Whether a licence is an address of the web.

    >>> is_address("https://creativecommons.org/licenses/by/4.0/"), is_address("仅供研究")
    (True, False)
    """
    return re.fullmatch(r"https?://[!-~]+", text) is not None


def _range(days: Iterable[str]) -> str:
    """A range of dates as DataCite writes it (RKMS-ISO8601), of dates of eight digits.

    >>> _range(("20210712", "20220800")), _range(("20210000", "20210000"))
    ('2021-07-12/2022-08', '2021')
    """
    found = [re.sub(r"(-00)+$", "", f"{day[:4]}-{day[4:6]}-{day[6:]}") for day in days if day]
    return "/".join(dict.fromkeys(found))
