"""Fields of MailingAddress."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.customer import ADDRESS, gid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.domain.customer import Address
    from conformance.mock.resolvers.context import Context


@lru_cache(maxsize=4096)
def _area(address: Address) -> str | None:
    """Return the area, which takes longer to lay out than the rest of an address together."""
    return address.formatted_area


ADDRESS_FIELDS: Final[Mapping[str, Callable[[Address, Context, Mapping[str, Any]], Any]]] = {
    "id": lambda address, _context, _arguments: gid(ADDRESS, address.id),
    "firstName": lambda address, _context, _arguments: address.first_name,
    "lastName": lambda address, _context, _arguments: address.last_name,
    "name": lambda address, _context, _arguments: address.name,
    "company": lambda address, _context, _arguments: address.company,
    "address1": lambda address, _context, _arguments: address.address1,
    "address2": lambda address, _context, _arguments: address.address2,
    "city": lambda address, _context, _arguments: address.city,
    "province": lambda address, _context, _arguments: address.province,
    "provinceCode": lambda address, _context, _arguments: address.province_code,
    "country": lambda address, _context, _arguments: address.country,
    "countryCode": lambda address, _context, _arguments: address.country_code,
    "countryCodeV2": lambda address, _context, _arguments: address.country_code,
    "zip": lambda address, _context, _arguments: address.zip,
    "phone": lambda address, _context, _arguments: address.phone,
    "formattedArea": lambda address, _context, _arguments: _area(address),
    "formatted": lambda address, _context, arguments: address.formatted(
        with_name=bool(arguments["withName"]), with_company=arguments["withCompany"] is not False
    ),
}
"""What is not here (coordinates, time zone, validation) is not modelled."""
