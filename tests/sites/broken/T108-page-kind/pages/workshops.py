from microsite.pages.registry import PageKind


def build_workshops(site):
    return site.workshops  # expect: T108


PAGE_KIND = PageKind(
    name="workshops", view=build_workshops, address="workshops/", label="Workshops", in_menu=True
)
