/* What tests/browser.py asks of a page. It comes from outside, where the page's content security policy does not hold. */
(() => {
  const scrolls = (element) => {
    const style = getComputedStyle(element);
    const canScroll = (overflow, inner, outer) => /auto|scroll/.test(overflow) && inner > outer;
    return canScroll(style.overflowX, element.scrollWidth, element.clientWidth)
      || canScroll(style.overflowY, element.scrollHeight, element.clientHeight);
  };
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })
    && element.getClientRects().length > 0 && !element.closest("[inert]");
  const describe = (element) => {
    const all = [...document.querySelectorAll(element.tagName)];
    const names = [element.tagName.toLowerCase(), element.id && `#${element.id}`, ...[...element.classList].map((name) => `.${name}`)];
    return `${names.filter(Boolean).join("")} [${all.indexOf(element)}] ${JSON.stringify(element.textContent.trim().slice(0, 40))}`;
  };
  const hasRing = (element) => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return element.matches(":focus-visible") && (outline || style.boxShadow !== "none");
  };
  const isSeen = (element) => [...element.getClientRects()].some((box) => {
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (left >= right || top >= bottom) return false;
    return [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].some(([across, down]) => {
      const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
      return hit && (element.contains(hit) || (hit.tagName === "LABEL" && hit.contains(element)));
    });
  });
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
  const isStop = (element) => {
    if (element.tabIndex < 0 || element.disabled || !isShown(element)) return false;
    if (element.type !== "radio") return true;
    const group = [...document.getElementsByName(element.name)];
    const chosen = group.find((each) => each.checked);
    return chosen ? chosen === element : group[0] === element;
  };
  const stops = () => [...document.querySelectorAll(focusable)].filter(isStop);
  const state = () => [
    document.documentElement.outerHTML,
    document.querySelectorAll(":popover-open, dialog[open]").length,
    [...document.querySelectorAll("input")].map((each) => each.checked).join(),
    [...document.querySelectorAll("*")].indexOf(document.activeElement),
    Math.round(scrollY),
    location.hash,
  ].join("\n");
  let seen = [];
  let before = "";
  const noteFocus = ({ target }) => seen.push({ element: target, ring: null });
  const keysOf = (element) => {
    if (element.matches("a[href]")) return ["Enter"];
    return element.matches("button, summary, [role=button]") ? ["Enter", "Space"] : [];
  };
  const isChosen = (element) =>
    ["aria-pressed", "aria-selected", "aria-current"].some((name) => element.getAttribute(name) === "true");
  const marked = [];
  window.txexplainChecks = {
    async axe(tags) {
      const { violations } = await axe.run(document, {
        runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`));
    },
    overflow() {
      const room = document.documentElement.clientWidth;
      if (Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) <= room) return [];
      const inScroller = (element) => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
          if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
        }
        return false;
      };
      const wide = [...document.body.querySelectorAll("*")].filter((element) =>
        isShown(element) && !inScroller(element) && (element.getBoundingClientRect().right > room + 1
          || (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && !scrolls(element))));
      return ["the page is wider than the window", ...wide.slice(-5).map(describe)];
    },
    beginWalk() {
      document.body.tabIndex = -1; // Tab goes on from what had the focus last
      document.body.focus();
      document.body.removeAttribute("tabindex");
      scrollTo(0, 0);
      seen = [];
      document.addEventListener("focusin", noteFocus);
      return stops().map(describe);
    },
    cameRound() {
      const last = seen[seen.length - 1];
      if (document.activeElement === document.body || !last) return seen.length > 0;
      if (last.ring === null) [last.ring, last.shown] = [hasRing(last.element), isSeen(last.element)];
      return seen.findIndex((each) => each.element === last.element) < seen.length - 1;
    },
    endWalk() {
      document.removeEventListener("focusin", noteFocus);
      const reached = seen.filter((each, index, all) =>
        index < all.length - 1 || all.findIndex((other) => other.element === each.element) === index);
      axe.setup(document.body);
      try {
        return reached.map(({ element, ring, shown }) => ({
          what: describe(element), name: axe.commons.text.accessibleText(element), ring: !!ring, seen: !!shown,
        }));
      } finally {
        axe.teardown();
      }
    },
    controls(most) {
      const counts = {};
      marked.length = 0;
      for (const element of document.querySelectorAll(focusable)) {
        const kind = `${element.tagName}.${element.className}.${element.getAttribute("data-action") || ""}`;
        const isAble = !element.disabled && element.getAttribute("aria-disabled") !== "true" && isShown(element);
        if (!keysOf(element).length || !isAble || isChosen(element)) continue;
        counts[kind] = (counts[kind] || 0) + 1;
        if (counts[kind] <= most) marked.push(element);
      }
      return marked.map((element, number) => ({ number, what: describe(element), keys: keysOf(element) }));
    },
    focusOn(number) {
      const element = marked[number];
      if (!element.isConnected || element.disabled || !isShown(element) || isChosen(element)) return false;
      element.focus();
      before = state();
      return document.activeElement === element;
    },
    async somethingChanged() {
      for (let tries = 0; tries < 40; tries += 1) {
        if (state() !== before) return true;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      return false;
    },
  };
})();
