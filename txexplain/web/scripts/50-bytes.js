// The bytes: a field that is focused, pointed at or clicked tells what it is and where the page is about it,
// and a section or a step lights its bytes.
(() => {
  "use strict";
  const MOST_LINKS = 5;
  const SETTLED = 600; // milliseconds
  const narrow = matchMedia("(max-width: 70rem)");
  const all = (selector, from) => [...from.querySelectorAll(selector)];

  const spansOf = (node) =>
    (node.dataset.spans || "").split(" ").filter(Boolean).map((pair) => pair.split("-").map(Number));

  const inSpans = (field, spans) => spans.some(([start, end]) => field.start < end && start < field.end);

  const element = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });

  // What a section is called; a step is called by its instruction, after the section that it is in.
  const nameOf = (node) => {
    const heading = (node.closest("section") || node).querySelector("h1, h2, h3, h4, h5, h6");
    const names = [heading ? heading.textContent.replace(/\s+/g, " ").trim() : "", node.dataset.name];
    return names.filter(Boolean).join(" · ");
  };

  const setUp = (panel) => {
    const root = panel.closest("[lang]");
    const hex = panel.querySelector(".bytes-hex");
    const told = panel.querySelector(".bytes-told");
    const words = told.dataset;
    const fields = all(".field", panel).map((node, number) => ({
      node, number, start: Number(node.dataset.start), end: Number(node.dataset.end),
    }));
    if (!fields.length) return;
    const byNode = new Map(fields.map((field) => [field.node, field]));
    const whole = fields.reduce((sum, field) => sum + field.end - field.start, 0);
    const places = all("[data-spans]", root).map((node) => {
      const spans = spansOf(node);
      return { node, spans, size: spans.reduce((sum, [start, end]) => sum + end - start, 0) };
    }).filter((place) => place.size < whole).sort((one, other) => one.size - other.size);
    // A verdict on an input is not about each of its bytes.
    const explaining = places.filter((place) => place.node.dataset.place !== "outcome");
    const resting = [...told.children];
    let current = fields[0];
    let pointed = null;
    let marked = [];
    let cameBy = null;

    const isHeld = () => panel.contains(document.activeElement) && document.activeElement.matches(".field, .bytes-told a");

    const bringIntoView = (node) => {
      const top = node.getBoundingClientRect().top - hex.getBoundingClientRect().top;
      if (top < 0 || top > hex.clientHeight - 40) hex.scrollTop += top - hex.clientHeight / 4;
    };

    const light = (spans) => {
      let first = null;
      for (const field of fields) {
        const lit = inSpans(field, spans);
        if (lit !== field.lit) field.node.classList.toggle("lit", lit);
        field.lit = lit;
        if (lit && !first) first = field;
      }
      if (first) bringIntoView(first.node);
      return first;
    };

    // Why the bytes of a section are not among these, where it is about bytes at all.
    const absence = (place) => {
      const section = place.closest("[data-absent]");
      const why = section && words[section.dataset.absent];
      return why ? words.absence.replace("{what}", nameOf(place)).replace("{why}", why) : "";
    };

    const litWords = (place) => {
      const { hidden } = place.dataset;
      const said = hidden ? words.litHidden.replace("{count}", hidden) : words.lit;
      return said.replace("{what}", () => nameOf(place));
    };

    // Lights the bytes of a section or a step, and says whose they are; not where it has none, nor for all bytes.
    const lightPlace = (place, wasAsked) => {
      if (isHeld() || !place) return null;
      const spans = wasAsked || places.some((each) => each.node === place) ? spansOf(place) : [];
      const first = light(spans);
      const line = told.querySelector(".bytes-lit");
      if (line) line.textContent = first ? litWords(place) : absence(place);
      return first;
    };

    const mark = (about) => {
      for (const place of marked) place.node.classList.remove("about");
      for (const place of about) place.node.classList.add("about");
      marked = about;
    };

    const point = (field) => {
      pointed?.node.classList.remove("at");
      field?.node.classList.add("at");
      pointed = field;
    };

    const goTo = (node) => {
      node.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
      node.tabIndex = -1;
      setTimeout(() => node.focus({ preventScroll: true }));
    };

    const links = (about, label) => {
      const list = element("ul", "bytes-about", "");
      for (const place of about.slice(0, MOST_LINKS)) {
        const link = element("a", "", nameOf(place.node));
        link.href = `#${place.node.id}`;
        link.tabIndex = -1;
        link.addEventListener("click", () => goTo(place.node));
        list.append(element("li", "", ""));
        list.lastChild.append(link);
      }
      const part = element("div", "", "");
      part.append(element("p", "bytes-about-label", label), list);
      return part;
    };

    // The places about another field of the same input, output or witness, those about the fewest bytes first.
    const around = (field) => {
      const group = field.node.closest(".bytes-group[data-named]");
      if (!group) return [];
      const beside = all(".field", group).map((node) => byNode.get(node));
      return explaining.filter((place) => beside.some((each) => inSpans(each, place.spans)));
    };

    const tell = (field) => {
      const about = explaining.filter((place) => inSpans(field, place.spans));
      mark(about);
      point(field);
      const where = words.at.replace("{where}", field.node.dataset.where);
      told.replaceChildren(
        element("p", "bytes-name", field.node.querySelector(".unseen").textContent),
        element("p", "bytes-where", where),
      );
      const near = about.length ? [] : around(field);
      if (about.length) told.append(links(about, words.about));
      else if (near.length) told.append(links(near, words.around));
      else if (places.length) told.append(element("p", "bytes-about-label", words.untold));
    };

    const forget = () => {
      mark([]);
      point(null);
      told.replaceChildren(...resting);
    };

    const makeCurrent = (field) => {
      current.node.tabIndex = -1;
      current = field;
      current.node.tabIndex = 0;
    };

    const go = (field) => {
      makeCurrent(field);
      current.node.focus({ preventScroll: true });
      bringIntoView(current.node);
    };

    // The nearest field on the line above or below.
    const above = (step) => {
      const from = current.node.getClientRects()[0];
      let best = null;
      let distance = Infinity;
      for (let at = current.number + step; fields[at]; at += step) {
        const box = fields[at].node.getClientRects()[0];
        const down = Math.abs(box.top - from.top);
        if (down < 4) continue;
        const away = 4 * down + Math.abs(box.left - from.left);
        if (away < distance) [best, distance] = [fields[at], away];
        if (4 * down > distance) break;
      }
      return best;
    };

    const onKey = (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const to = {
        ArrowRight: () => fields[current.number + 1],
        ArrowLeft: () => fields[current.number - 1],
        ArrowDown: () => above(1),
        ArrowUp: () => above(-1),
        Home: () => fields[0],
        End: () => fields.at(-1),
      }[event.key];
      if (to) {
        event.preventDefault();
        go(to() || current);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        told.querySelector("a")?.focus();
      }
    };

    // From a field Enter leads to the links to where it is explained, and Escape back.
    const onLinkKey = (event) => {
      const found = all("a", told);
      const at = found.indexOf(document.activeElement);
      const to = { ArrowDown: found[at + 1], ArrowUp: found[at - 1] || current.node, Escape: current.node }[event.key];
      if (at < 0 || !to) return;
      event.preventDefault();
      event.stopPropagation();
      to.focus({ preventScroll: true });
    };

    const fieldOf = (node) => byNode.get(node.closest?.(".field"));

    hex.addEventListener("keydown", onKey);
    told.addEventListener("keydown", onLinkKey);
    hex.addEventListener("click", (event) => {
      const field = fieldOf(event.target);
      if (field) go(field);
    });
    hex.addEventListener("mouseover", (event) => {
      const field = fieldOf(event.target);
      if (field && !isHeld()) tell(field);
    });
    hex.addEventListener("mouseleave", () => { if (!isHeld()) forget(); });
    hex.addEventListener("focusin", (event) => {
      const field = fieldOf(event.target);
      if (!field) return;
      makeCurrent(field);
      tell(field);
    });
    panel.addEventListener("focusout", (event) => { if (!panel.contains(event.relatedTarget)) forget(); });

    // Scrolling alone lights what is read; it does not so while something else was just pointed at or stepped to.
    let chosenUntil = 0;
    const choose = () => { chosenUntil = performance.now() + SETTLED; };
    const onPlace = (event) => {
      choose();
      if (!panel.contains(event.target)) lightPlace(event.target.closest?.("section, .step"));
    };
    // A page that moves under a pointer at rest says that the pointer is over something else, which nobody chose.
    let rest = "";
    const spot = (event) => `${event.screenX},${event.screenY}`;
    root.addEventListener("mousemove", (event) => { rest = spot(event); });
    root.addEventListener("mouseover", (event) => {
      if (spot(event) === rest) return;
      rest = spot(event);
      onPlace(event);
    });
    root.addEventListener("focusin", onPlace);
    root.addEventListener("about", (event) => {
      choose();
      lightPlace(event.target);
    });

    // Where the panel does not stand beside the text it comes up from below, and leaves again.
    const close = () => {
      panel.classList.remove("sheet");
      root.classList.remove("above-sheet");
      panel.open = false;
      cameBy?.focus();
    };
    panel.querySelector(".bytes-close").addEventListener("click", close);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && panel.classList.contains("sheet")) close();
    });
    panel.addEventListener("toggle", () => {
      if (panel.open) return;
      panel.classList.remove("sheet");
      root.classList.remove("above-sheet");
    });
    root.addEventListener("click", (event) => {
      const link = event.target.closest(".show-bytes");
      if (!link || !root.contains(link)) return;
      event.preventDefault();
      cameBy = link;
      panel.open = true;
      panel.classList.toggle("sheet", narrow.matches);
      root.classList.toggle("above-sheet", narrow.matches);
      const first = lightPlace(link.closest("[data-spans]"), true);
      if (first) go(first);
      const isBehind = narrow.matches && link.getBoundingClientRect().bottom > innerHeight / 2;
      if (isBehind) link.scrollIntoView({ block: "start" });
    });
    narrow.addEventListener("change", () => {
      panel.classList.remove("sheet");
      root.classList.remove("above-sheet");
    });

    const watching = new IntersectionObserver((entries) => {
      const seen = entries.filter((entry) => entry.isIntersecting).pop();
      if (seen && performance.now() > chosenUntil) lightPlace(seen.target);
    }, { rootMargin: "-25% 0px -70% 0px" });
    for (const section of all("section", root)) watching.observe(section);
    if (narrow.matches) panel.open = false;
  };

  all(".bytes-panel", document).forEach(setUp);
})();
