// The run of a script, one step at a time: by buttons, by the instructions themselves, or by keys.
(() => {
  "use strict";
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const GLIDE = 240;
  const DROP = 260;

  const animate = (node, frames, options) => {
    if (node && !still.matches) node.animate(frames, { easing: "ease-out", fill: "backwards", ...options });
  };

  // What the step before left is what this one finds: that pile glides over, what is taken leaves it, what is put drops.
  const move = (step, forward) => {
    const [found, left] = step.querySelectorAll(".pile");
    if (found && left && forward) {
      const from = left.getBoundingClientRect();
      const to = found.getBoundingClientRect();
      const apart = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
      animate(found, [{ transform: apart }, { transform: "none" }], { duration: GLIDE });
      animate(left, [{ opacity: 0 }, { opacity: 1 }], { duration: DROP, delay: GLIDE });
    }
    step.querySelectorAll(".item.taken").forEach((item) => {
      animate(item, [{ transform: "none" }, { transform: "translateX(1.2rem)", opacity: 0.3 }, { transform: "none" }],
        { duration: 2 * DROP, delay: GLIDE });
    });
    step.querySelectorAll(".item.put").forEach((item) => {
      animate(item, [{ opacity: 0, transform: "translateY(-2rem)" }, { opacity: 1, transform: "none" }],
        { duration: DROP, delay: forward ? GLIDE + DROP / 2 : 0 });
    });
  };

  const setUp = (widget) => {
    const bar = widget.querySelector(".steps-bar");
    if (!bar) return;
    const rows = Array.from(widget.querySelectorAll(".step"));
    const gap = widget.querySelector(".step-gap");
    const list = widget.querySelector(".chips");
    const chips = Array.from(list.querySelectorAll(".chip"));
    const allButton = bar.querySelector(".steps-all");
    let at = 0;
    let all = false;

    const draw = () => {
      rows.forEach((row, place) => { row.hidden = !all && place !== at; row.classList.toggle("here", place === at); });
      if (gap) gap.hidden = !all;
      chips.forEach((chip, place) => {
        chip.tabIndex = place === at ? 0 : -1;
        chip.classList.toggle("done", place < at);
        if (place === at) chip.setAttribute("aria-current", "true");
        else chip.removeAttribute("aria-current");
      });
      list.scrollTop = chips[at].offsetTop - list.clientHeight / 2;
      bar.querySelector(".steps-at").textContent = position();
      ends("first", "back", at === 0);
      ends("next", "last", at === rows.length - 1);
    };

    const ends = (one, other, isEnd) => {
      for (const go of [one, other]) bar.querySelector(`[data-go=${go}]`).setAttribute("aria-disabled", String(isEnd));
    };

    const position = () => {
      const number = rows[at].dataset.position;
      const words = number ? widget.dataset.atInstruction.replace("{position}", number) : widget.dataset.at;
      return words.replace("{at}", at + 1).replace("{count}", rows.length);
    };

    const say = () => {
      const parts = [rows[at].querySelector(".instruction"), ...rows[at].querySelectorAll(".remark")];
      const words = parts.slice(0, 2).map((part) => part.textContent.replace(/\s+/g, " ").trim());
      widget.querySelector(".steps-said").textContent = [position(), ...words].join(": ");
    };

    const go = (to) => {
      to = Math.max(0, Math.min(rows.length - 1, to));
      if (to === at) return;
      const forward = to === at + 1;
      const hadFocus = list.contains(document.activeElement) || rows[at].contains(document.activeElement);
      at = to;
      draw();
      if (hadFocus) chips[at].focus({ preventScroll: true });
      if (all) rows[at].scrollIntoView({ block: "nearest" });
      else move(rows[at], forward);
      say();
      rows[at].dispatchEvent(new CustomEvent("about", { bubbles: true }));
    };

    const target = (name) => {
      return { first: 0, back: at - 1, next: at + 1, last: rows.length - 1 }[name];
    };

    const KEYS = { ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last" };
    widget.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(target(KEYS[event.key]));
    });
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go]");
      if (button) go(target(button.dataset.go));
    });
    chips.forEach((chip, place) => chip.addEventListener("click", () => go(place)));
    widget.addEventListener("reveal", (event) => go(rows.indexOf(event.target)));
    allButton.addEventListener("click", () => {
      all = !all;
      allButton.setAttribute("aria-pressed", String(all));
      draw();
    });

    widget.classList.add("moves");
    bar.hidden = list.hidden = false;
    draw();
  };

  document.querySelectorAll(".steps").forEach(setUp);
})();
