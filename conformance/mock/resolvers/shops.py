"""Fields of Shop, as far as the mock's shops have any."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from conformance.domain import territories
from conformance.mock.behaviour_values import PLANS
from conformance.mock.errors import FieldError
from conformance.mock.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.resolvers.context import Context


@dataclass(frozen=True, slots=True)
class ShopView:
    """The shop that a request is for, as a source of fields.

    Attributes:
        domain: such as `example.myshopify.com`.
    """

    domain: str

    @property
    def number(self) -> int:
        """The number of the shop's id, the same for the same domain."""
        return 10_000_000_000 + zlib.crc32(self.domain.encode("utf-8", "replace"))


def _address(shop: ShopView, context: Context, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return an address of which nothing is known but the country."""
    country = context.behaviour.country
    name = territories.country_name(country)
    return {
        "id": f"gid://shopify/ShopAddress/{shop.number}",
        "coordinatesValidated": False,
        "country": name,
        "countryCode": country,
        "countryCodeV2": country,
        "formatted": (name,),
        "formattedArea": name,
    }


def _refuse(name: str) -> Callable[[ShopView, Context, Mapping[str, Any]], Any]:
    def resolve(_shop: ShopView, _context: Context, _arguments: Mapping[str, Any]) -> Any:
        raise FieldError(f"This mock does not model Shop.{name}.", "NOT_MODELLED")

    return resolve


def _plan(_shop: ShopView, context: Context, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    behaviour = context.behaviour
    plan = PLANS[behaviour.plan]
    # A development store says so in place of its plan (assumed).
    name = "Development" if behaviour.is_development else plan.name
    return {
        "partnerDevelopment": behaviour.is_development,
        "shopifyPlus": plan.is_plus,
        "publicDisplayName": name,
        "displayName": name,
    }


SHOP_FIELDS: Final[Mapping[str, Callable[[ShopView, Context, Mapping[str, Any]], Any]]] = {
    "id": lambda shop, _context, _arguments: f"gid://shopify/Shop/{shop.number}",
    "name": lambda shop, _context, _arguments: shop.domain.partition(".")[0],
    "myshopifyDomain": lambda shop, _context, _arguments: shop.domain,
    "url": lambda shop, _context, _arguments: f"https://{shop.domain}",
    "currencyCode": lambda _shop, context, _arguments: context.store.currency,
    # Empty lists would say that the shop takes no currency and ships nowhere.
    "enabledPresentmentCurrencies": lambda _shop, context, _arguments: (context.store.currency,),
    "plan": _plan,
    "shopAddress": _address,
    "draftOrders": lambda _shop, _context, arguments: page((), arguments, int),
    "analyticsAnnotations": lambda _shop, _context, arguments: page((), arguments, int),
    "shipsToCountries": _refuse("shipsToCountries"),
}
