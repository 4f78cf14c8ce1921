from microsite.pages.registry import PageKind


def build_workshops(site, address):
    return site.workshops  # expect: T108


PAGE_KIND = PageKind(
    name="workshops", page=build_workshops, address="workshops/", label="Workshops", in_menu=True
)
