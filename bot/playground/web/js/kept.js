// What this browser keeps for itself: drafts, what was read, whether the hint was put away.

function store(area) {
  return {
    get(name, otherwise) {
      try {
        return JSON.parse(area.getItem(`playground:${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(name, value) {
      area.setItem(`playground:${name}`, JSON.stringify(value));
    },
  };
}

export const forTab = store(sessionStorage);
export const forBrowser = store(localStorage);
