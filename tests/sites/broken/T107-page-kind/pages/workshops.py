from microsite.pages.registry import PageKind

PAGE_KIND = PageKind(name="workshops", label="Workshops")  # expect: T107
