// What the page can do besides being read: change its language and colours, copy commands, place meanings.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  root.classList.add("scripted");

  const press = (buttons, isOn) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(isOn(button)));
  };

  // Language: the parts of the page in one language have the class `told`; those of the chosen one `chosen` too.
  const place = () => {
    const sections = all(".telling.chosen section[id]");
    const at = sections.findLastIndex((section) => section.getBoundingClientRect().top < 80);
    return at < 0 ? null : sections[at].id.replace(/^[a-z]+-/, "");
  };
  const speak = (language) => {
    const telling = document.getElementById(language);
    const number = place();
    for (const part of all(".told")) part.classList.toggle("chosen", part.lang === telling.lang);
    root.lang = telling.lang;
    document.title = telling.dataset.title;
    const section = number && document.getElementById(`${language}-${number}`);
    if (section) section.scrollIntoView({ behavior: "instant", block: "start" });
  };
  const speakers = all("button[data-language]");
  for (const button of speakers) {
    button.addEventListener("click", () => {
      const language = button.dataset.language;
      speak(language);
      remember(language);
      const same = `.controls.chosen button[data-language="${language}"]`;
      document.querySelector(same).focus({ preventScroll: true });
    });
  }
  for (const group of all(".controls")) {
    press(all("button[data-language]", group), (button) => button.lang === group.lang);
  }

  // The address says which language is chosen, so that it is still after the page is loaded again.
  const remember = (language) => {
    const number = place();
    history.replaceState(null, "", number ? `#${language}-${number}` : `#${language}`);
  };
  const follow = () => {
    const named = document.getElementById(location.hash.slice(1));
    const telling = named?.closest(".telling");
    if (!telling || telling.classList.contains("chosen")) return;
    speak(telling.id);
    named.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();

  // Colours: rules for the dark stand in media queries, which are made to hold or not; on paper they never do.
  const dark = all("style")
    .flatMap((style) => [...style.sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && /prefers-color-scheme/.test(rule.media.mediaText))
    .map((rule) => ({ rule, text: rule.media.mediaText, isDark: /dark/.test(rule.media.mediaText) }));
  const themes = all("button[data-theme]");
  const paint = (theme) => {
    for (const { rule, text, isDark } of dark) {
      rule.media.mediaText = theme === "auto" ? `screen and ${text.replace(/^screen and /, "")}` : (theme === "dark") === isDark ? "screen" : "not all";
    }
    root.style.colorScheme = theme === "auto" ? "" : theme;
    press(themes, (button) => button.dataset.theme === theme);
  };
  for (const button of themes) button.addEventListener("click", () => paint(button.dataset.theme));

  paint("auto");

  // Contents are closed where there is little room.
  if (matchMedia("(max-width: 70rem)").matches) for (const each of all("nav details")) each.open = false;

  // On paper everything is open, but answers stand at the end of their lesson.
  let opened = [];
  let moved = [];
  const AT_END = ".text section:has(> details.answers)";
  const toEnd = (answer) => {
    const section = answer.closest("section");
    const copy = document.createElement("div");
    const name = document.createElement("p");
    name.className = "byline";
    name.textContent = section.querySelector("h2, h3, h4, h5, h6")?.textContent ?? "";
    copy.append(name, ...[...answer.children].slice(1).map((part) => part.cloneNode(true)));
    for (const part of all("[id]", copy)) part.removeAttribute("id");
    const telling = section.closest(".text");
    const after = all(AT_END).find(
      (end) => telling.contains(end) && section.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING);
    (after ?? telling).append(copy);
    return copy;
  };
  addEventListener("beforeprint", () => {
    moved = all("details.answer").map(toEnd);
    opened = all(".text details:not([open]):not(.answer)");
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
    for (const each of moved) each.remove();
    opened = moved = [];
  });

  // Commands can be copied.
  if (navigator.clipboard) {
    for (const code of all(".command:not(.partial)")) {
      const telling = code.closest("[lang]:not(code)");
      const words = document.querySelector(`.telling[lang="${telling.lang}"]`).dataset;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = words.copy;
      button.setAttribute("aria-label", words.copyWhat.replace("{what}", () => code.textContent));
      button.addEventListener("click", async () => {
        const isCopied = await navigator.clipboard.writeText(code.textContent).then(() => true, () => false);
        button.textContent = isCopied ? words.copied : words.notCopied;
        setTimeout(() => { button.textContent = words.copy; }, 2000);
      });
      code.after(button);
    }
  }

  // The meaning of a word opens beside it, if there is room.
  let opener = null;
  document.addEventListener("click", (event) => {
    opener = event.target.closest?.(".term") ?? null;
  }, true);
  document.addEventListener("toggle", (event) => {
    const meaning = event.target;
    if (!meaning.matches?.(".meaning") || event.newState !== "open" || !opener) return;
    const word = opener.getBoundingClientRect();
    const box = meaning.getBoundingClientRect();
    if (innerWidth < 480) return;
    const below = word.bottom + 8 + box.height < innerHeight;
    const left = Math.max(16, Math.min(word.left, innerWidth - box.width - 16));
    Object.assign(meaning.style, {
      inset: "auto",
      margin: "0",
      left: `${left}px`,
      top: `${below ? word.bottom + 8 : Math.max(8, word.top - 8 - box.height)}px`,
    });
  }, true);
})();
