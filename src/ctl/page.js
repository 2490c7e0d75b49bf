/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows those rows that hold what is chosen, as sipwardctl codes would. */
"use strict";
(() => {
	const words = ["kind", "class", "retry", "type", "tag", "profile"];
	const form = document.getElementById("choose");
	const told = document.getElementById("told");
	const control = (name) => document.getElementById(name);

	// data and rows have one order; what is searched is joined beforehand
	const data = JSON.parse(control("data").textContent).map((d) =>
		({ tags: [], ...d }));
	const rows = Array.from(document.querySelectorAll("tbody tr"));
	const said = data.map((d, i) => lower([
		rows[i].cells[0].textContent, d.tags.join(", "), d.name,
		d.meaning, d.next_step, d.local, d.found_by, d.needs,
		d.phrase, d.phrase_prefix, ...(d.causes || []),
	].filter((text) => text).join("\n")));

	// letters of ASCII alone, as the command has it
	function lower(text) {
		return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
	}

	function holds(d, name, word) {
		if (name === "tag")
			return d.tags.includes(word);
		return d[name] === word;
	}

	function show() {
		const search = lower(control("search").value);
		const chosen = words.filter((name) => control(name).value);
		let n = 0;

		data.forEach((d, i) => {
			const wanted = said[i].includes(search) &&
				chosen.every((name) => holds(d, name,
					control(name).value));

			rows[i].hidden = !wanted;
			n += wanted;
		});
		told.value = n === data.length ? `All ${n} entries` :
			`${n} of ${data.length} entries`;
	}

	// the fragment is what was chosen: retry=later&search=busy
	function write() {
		const what = new URLSearchParams();

		for (const name of ["search", ...words])
			if (control(name).value)
				what.set(name, control(name).value);
		history.replaceState(null, "", "#" + what);
		show();
	}

	// a word in letters of any case; what there is not is told
	function choose(name, word) {
		const select = control(name);
		const options = Array.from(select.options);
		const found = options.find((o) =>
			lower(o.value) === lower(word));

		select.value = found ? found.value : "";
		return found ? "" : ` There is no ${name} '${word}'.`;
	}

	function unfold(row) {
		row.querySelector("details").open = true;
		row.scrollIntoView();
	}

	// what is no escape stands for itself
	function decoded(text) {
		try {
			return decodeURIComponent(text);
		} catch {
			return text;
		}
	}

	// or it is the name of one row
	function read() {
		const text = location.hash.slice(1);
		const name = text.includes("=") ? "" : decoded(text);
		const row = rows.find((r) => r.id && r.id === name);
		const what = new URLSearchParams(name ? "" : text);
		let wrong = name && !row ? ` There is no entry '${name}'.` : "";

		control("search").value = what.get("search") || "";
		for (const word of words)
			wrong += choose(word, what.get(word) || "");
		show();
		told.value += wrong;
		if (row)
			unfold(row);
	}

	form.addEventListener("input", write);
	form.addEventListener("submit", (event) => event.preventDefault());
	form.addEventListener("reset", () => setTimeout(write));
	window.addEventListener("hashchange", read);
	form.hidden = false;
	read();
})();
