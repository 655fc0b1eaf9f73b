// The bytes: a field that is focused, pointed at or clicked tells what it is and where the page is about it,
// and a section or a step lights its bytes.
(function () {
  "use strict";
  const MOST_LINKS = 5;
  const SETTLED = 600; // milliseconds

  function spansOf(node) {
    return (node.dataset.spans || "").split(" ").filter(Boolean).map((pair) => pair.split("-").map(Number));
  }

  function inSpans(field, spans) {
    return spans.some(([start, end]) => field.start < end && start < field.end);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // What a section is called; a step is called by its instruction, after the section that it is in.
  function nameOf(node) {
    const heading = (node.closest("section") || node).querySelector("h1, h2, h3, h4, h5, h6");
    const names = [heading ? heading.textContent.replace(/\s+/g, " ").trim() : "", node.dataset.name];
    return names.filter(Boolean).join(" · ");
  }

  function setUp(panel) {
    const root = panel.closest("[lang]");
    const hex = panel.querySelector(".bytes-hex");
    const told = panel.querySelector(".bytes-told");
    const fields = Array.from(panel.querySelectorAll(".field"), (node) => ({
      node, start: Number(node.dataset.start), end: Number(node.dataset.end),
    }));
    const whole = fields.reduce((sum, field) => sum + field.end - field.start, 0);
    const places = Array.from(root.querySelectorAll("[data-spans]"), (node) => {
      const spans = spansOf(node);
      return { node, spans, size: spans.reduce((sum, [start, end]) => sum + end - start, 0) };
    }).filter((place) => place.size < whole).sort((one, other) => one.size - other.size);
    if (!fields.length) return;
    let current = fields[0];
    const resting = Array.from(told.children);

    function isHeld() {
      return panel.contains(document.activeElement) && document.activeElement.matches(".field, .bytes-told a");
    }

    // Lights the bytes of a section or a step, and says whose they are; not where it has none, nor for all bytes.
    function lightPlace(place, wasAsked) {
      if (isHeld() || !place) return null;
      const spans = wasAsked || places.some((each) => each.node === place) ? spansOf(place) : [];
      const first = light(spans);
      const lit = told.querySelector(".bytes-lit");
      if (lit) lit.textContent = first ? told.dataset.lit.replace("{what}", nameOf(place)) : "";
      return first;
    }

    function light(spans) {
      let first = null;
      for (const field of fields) {
        const lit = inSpans(field, spans);
        field.node.classList.toggle("lit", lit);
        if (lit && !first) first = field;
      }
      if (first) bringIntoView(first.node);
      return first;
    }

    function bringIntoView(node) {
      const top = node.getBoundingClientRect().top - hex.getBoundingClientRect().top;
      if (top < 0 || top > hex.clientHeight - 40) hex.scrollTop += top - hex.clientHeight / 4;
    }

    function tell(field) {
      const about = places.filter((place) => inSpans(field, place.spans));
      for (const place of places) place.node.classList.toggle("about", about.includes(place));
      for (const each of fields) each.node.classList.toggle("at", each === field);
      const where = told.dataset.at.replace("{where}", field.node.dataset.where);
      const line = element("p", "bytes-name", field.node.querySelector(".unseen").textContent);
      told.replaceChildren(line, element("p", "bytes-where", where));
      if (about.length) told.append(links(about));
    }

    function links(about) {
      const list = element("ul", "bytes-about", "");
      for (const place of about.slice(0, MOST_LINKS)) {
        const link = element("a", "", nameOf(place.node));
        link.href = "#" + place.node.id;
        link.tabIndex = -1;
        link.addEventListener("click", () => goTo(place.node));
        const item = document.createElement("li");
        item.append(link);
        list.append(item);
      }
      const part = element("div", "", "");
      part.append(element("p", "bytes-about-label", told.dataset.about), list);
      return part;
    }

    function goTo(node) {
      node.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
      node.tabIndex = -1;
      setTimeout(() => node.focus({ preventScroll: true }));
    }

    function forget() {
      for (const place of places) place.node.classList.remove("about");
      for (const field of fields) field.node.classList.remove("at");
      told.replaceChildren(...resting);
    }

    function go(field) {
      current.node.tabIndex = -1;
      current = field;
      current.node.tabIndex = 0;
      current.node.focus({ preventScroll: true });
      bringIntoView(current.node);
    }

    function above(step) {
      // The nearest field on the line above or below.
      const from = current.node.getClientRects()[0];
      let best = null;
      let distance = Infinity;
      for (let at = fields.indexOf(current) + step; fields[at]; at += step) {
        const box = fields[at].node.getClientRects()[0];
        const down = Math.abs(box.top - from.top);
        if (down < 4) continue;
        const away = 4 * down + Math.abs(box.left - from.left);
        if (away < distance) [best, distance] = [fields[at], away];
        if (4 * down > distance) break;
      }
      return best;
    }

    function onKey(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const at = fields.indexOf(current);
      const to = {
        ArrowRight: () => fields[at + 1],
        ArrowLeft: () => fields[at - 1],
        ArrowDown: () => above(1),
        ArrowUp: () => above(-1),
        Home: () => fields[0],
        End: () => fields[fields.length - 1],
      }[event.key];
      if (to) {
        event.preventDefault();
        go(to() || current);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        const link = told.querySelector("a");
        if (link) link.focus();
      }
    }

    // From a field Enter leads to the links to where it is explained, and Escape back.
    function onLinkKey(event) {
      const links = Array.from(told.querySelectorAll("a"));
      const at = links.indexOf(document.activeElement);
      const to = { ArrowDown: links[at + 1], ArrowUp: links[at - 1] || current.node, Escape: current.node }[event.key];
      if (at < 0 || !to) return;
      event.preventDefault();
      to.focus({ preventScroll: true });
    }

    function fieldOf(node) {
      const found = node.closest && node.closest(".field");
      return found && fields.find((field) => field.node === found);
    }

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
      current.node.tabIndex = -1;
      current = field;
      current.node.tabIndex = 0;
      tell(field);
    });
    panel.addEventListener("focusout", (event) => { if (!panel.contains(event.relatedTarget)) forget(); });

    // Scrolling alone lights what is read; it does not so while something else was just pointed at or stepped to.
    let chosenUntil = 0;
    function onPlace(event) {
      chosenUntil = performance.now() + SETTLED;
      const place = event.target.closest && event.target.closest("section, .step");
      if (!panel.contains(event.target)) lightPlace(place);
    }
    root.addEventListener("mouseover", onPlace);
    root.addEventListener("focusin", onPlace);
    root.addEventListener("about", (event) => {
      chosenUntil = performance.now() + SETTLED;
      lightPlace(event.target);
    });
    root.addEventListener("click", (event) => {
      const link = event.target.closest(".show-bytes");
      if (!link || !root.contains(link)) return;
      event.preventDefault();
      panel.open = true;
      const first = lightPlace(link.closest("[data-spans]"), true);
      if (!first) return;
      go(first);
      if (panel.getBoundingClientRect().top < 0 || panel.getBoundingClientRect().top > innerHeight / 2) {
        panel.scrollIntoView({ block: "start" });
      }
    });

    const watching = new IntersectionObserver((entries) => {
      const seen = entries.filter((entry) => entry.isIntersecting).pop();
      if (seen && performance.now() > chosenUntil) lightPlace(seen.target);
    }, { rootMargin: "-25% 0px -70% 0px" });
    root.querySelectorAll("section").forEach((section) => watching.observe(section));
    if (matchMedia("(max-width: 70rem)").matches) panel.open = false;
  }

  document.querySelectorAll(".bytes-panel").forEach(setUp);
})();
