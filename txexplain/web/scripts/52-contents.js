// The contents mark the section that is read.
(() => {
  "use strict";
  const all = (selector, from) => [...from.querySelectorAll(selector)];

  for (const list of all("nav details", document)) {
    const links = new Map(all("a[href]", list).map((link) => [link.hash.slice(1), link]));
    const bring = (link) => {
      const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - list.clientHeight / 3;
    };
    const mark = (link) => {
      const before = list.querySelector("[aria-current]");
      if (before === link) return;
      before?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      bring(link);
    };
    const watching = new IntersectionObserver((entries) => {
      const seen = entries.filter((entry) => entry.isIntersecting).pop();
      if (seen) mark(links.get(seen.target.id));
    }, { rootMargin: "-15% 0px -80% 0px" });
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) watching.observe(section);
    }
  }
})();
