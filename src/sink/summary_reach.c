/* SPDX-License-Identifier: BSD-2-Clause */
/* What the summary says of registrations and peers, in both forms. */
#include "sink/page.h"

static uint64_t all_of(const struct summary *sum)
{
	uint64_t all = 0;

	for (int i = 0; i < REGISTRATION_STATUSES; i++)
		all += sum->registrations[i];
	return all;
}

static uint64_t peers_of(const struct summary *sum)
{
	return sum->peers_up + sum->peers_down + sum->peers_not_known;
}

static const char *trunk_of(const struct peer_summary *p,
			    const struct settings *settings)
{
	if (p->trunk < 0 || (size_t)p->trunk >= settings->n_trunks)
		return NULL;
	return settings->trunks[p->trunk].name;
}

/* -- for programs -------------------------------------------------------- */

static void peer_fields(struct record *r, const struct peer_summary *p,
			const struct settings *settings)
{
	const char *trunk = trunk_of(p, settings);

	record_open(r, NULL, RECORD_OBJECT);
	record_address(r, "src", &p->src);
	record_address(r, "dst", &p->dst);
	record_word(r, "transport", transport_name(p->transport));
	if (trunk)
		record_word(r, "trunk", trunk);
	record_flag(r, "down", p->down);
	record_number(r, "unanswered", p->missed);
	record_number(r, "total", p->asked);
	record_number(r, "downs", p->downs);
	record_close(r);
}

void record_reach(struct record *r, const struct summary *sum,
		  const struct settings *settings)
{
	if (all_of(sum)) {
		record_open(r, "registrations", RECORD_OBJECT);
		for (int i = 0; i < REGISTRATION_STATUSES; i++)
			if (sum->registrations[i])
				record_number(r, registration_status_name(i),
					      sum->registrations[i]);
		record_close(r);
	}
	if (!peers_of(sum))
		return;
	record_open(r, "peers", RECORD_OBJECT);
	record_number(r, "up", sum->peers_up);
	record_number(r, "down", sum->peers_down);
	record_number(r, "unknown", sum->peers_not_known);
	record_open(r, "worst", RECORD_LIST);
	for (size_t i = 0; i < sum->n_peers; i++)
		peer_fields(r, &sum->peers[i], settings);
	record_close(r);
	record_close(r);
}

/* -- for people ---------------------------------------------------------- */

static void add_part(struct tally *t, const char *label, uint64_t value)
{
	t->sum += value;
	t->parts[t->n++] = (struct tally_part){ label, value };
}

/* What has expired is another end, of what was told as registered before. */
static void registration_rows(struct page *p, const struct summary *sum)
{
	uint64_t expired = sum->registrations[REGISTRATION_EXPIRED];
	struct tally status = { 0 }, ended = { .sum = expired };

	for (int i = 0; i < REGISTRATION_EXPIRED; i++)
		add_part(&status, registration_status_name(i),
			 sum->registrations[i]);
	page_heading(p, "Registrations");
	if (status.sum)
		page_tally(p, "by status", &status);
	if (ended.sum)
		page_tally(p, "expired, not refreshed", &ended);
}

static void peer_row(struct page *p, const struct peer_summary *peer,
		     const struct settings *settings)
{
	const char *trunk = trunk_of(peer, settings);
	char text[ADDR_TEXT];

	page_say(p, "%-31s %-5s", addr_format(&peer->dst, text),
		 peer_event_name(peer->down ? PEER_DOWN : PEER_UP));
	page_cell(p, 10, peer->missed);
	page_cell(p, 10, peer->asked);
	page_cell(p, 7, peer->downs);
	if (trunk)
		page_say(p, "   %s", trunk);
	page_end_line(p);
}

static void peer_rows(struct page *p, const struct summary *sum,
		      const struct settings *settings)
{
	struct tally state = { 0 };
	bool headed = false;

	add_part(&state, "up", sum->peers_up);
	add_part(&state, "down", sum->peers_down);
	add_part(&state, "unknown", sum->peers_not_known);
	page_heading(p, "Peers");
	page_tally(p, "by state", &state);
	for (size_t i = 0; i < sum->n_peers; i++) {
		page_heading_once(p, &headed, "Peers that missed OPTIONS"
				  "       state unanswered     total  downs"
				  "   trunk");
		peer_row(p, &sum->peers[i], settings);
	}
}

void page_reach(struct page *p, const struct summary *sum,
		const struct settings *settings)
{
	if (all_of(sum))
		registration_rows(p, sum);
	if (peers_of(sum))
		peer_rows(p, sum, settings);
}
