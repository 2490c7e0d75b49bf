/* SPDX-License-Identifier: BSD-2-Clause */
/* Lets transactions go: when none of their messages can come, or for room. */
#include "track/transaction.h"

/* Of those that a full table would give up, so many get another turn. */
#define SPARED 16

/* Those that wait for their final response may have so much of the table. */
#define HELD_MOST(roof) ((roof) / 4 * 3)

void leave_drop_memo(struct track *t, struct transaction *x)
{
	memo_drop(t->store, x->memo);
	x->memo = NULL;
}

static void let_go(struct track *t, struct transaction *x)
{
	if (transaction_waits(x))
		clock_unset(t->clock, &x->timer);
	leave_drop_memo(t, x);
	ack_forget(t, x);
	challenge_forget(x);
}

static bool is_held(const struct transaction *x)
{
	return x->entry.newer == TABLE_HELD;
}

void leave_forget(struct track *t, struct transaction *x)
{
	let_go(t, x);
	t->held -= is_held(x);
	table_remove(t->transactions, x);
}

void leave_give_up(struct track *t, struct transaction *x)
{
	++*t->transactions_evicted;
	leave_forget(t, x);
}

void leave_given_up(void *entry, void *arg)
{
	let_go(arg, entry);
}

bool leave_is_gone(const struct transaction *x, struct moment now)
{
	struct moment last = x->last;

	if (x->state != DECIDED)
		return false;
	if (moment_before(last, x->since))
		last = x->since;
	return moment_since(now, last).ns > T1_64.ns;
}

/* When X, at the head of those that leave, should have left. */
static struct moment ripe(const struct transaction *x)
{
	return moment_add(x->state == DECIDED ? x->since : x->first, T1_64);
}

/*
 * Forgets at most N that are gone. They stand in the order of their outcomes,
 * those without between them: who isn't gone when he is ripe goes to the end.
 */
static void forget_gone(struct track *t, uint32_t n)
{
	struct moment now = clock_now(t->clock);
	struct transaction *x;

	while (n-- > 0 && (x = table_oldest(t->transactions)) &&
	       moment_before(ripe(x), now)) {
		if (leave_is_gone(x, now))
			leave_forget(t, x);
		else
			table_touch(t->transactions, x);
	}
}

/* New ones make old ones leave; where there are no new, a timer does. */
static void await_gone(struct track *t)
{
	const struct transaction *x = table_oldest(t->transactions);
	struct moment due = clock_now(t->clock);

	t->sweeping = x != NULL;
	if (!x)
		return;
	if (moment_before(due, ripe(x)))
		due = ripe(x);
	clock_set(t->clock, &t->sweep, t->sweep_kind,
		  moment_add(due, span_s(1)));
}

static void on_sweep(struct timer *timer, void *arg)
{
	struct track *t = arg;

	(void)timer;
	forget_gone(t, table_count(t->transactions));
	await_gone(t);
}

/*
 * A call that rings waits longer than others stay known that have ended: it
 * doesn't leave for them, until it has its outcome. Who answers nothing, as in
 * a flood, is not spared.
 */
static bool hold_ringing(struct track *t, struct transaction *x)
{
	if (x->state != PROCEEDING || t->held >= HELD_MOST(t->roof))
		return false;
	table_hold(t->transactions, x);
	t->held++;
	return true;
}

/* Who was of use gets another turn before a full table gives him up. */
static bool spare_used(struct track *t, struct transaction *x)
{
	if (!x->used)
		return false;
	x->used = false;
	table_touch(t->transactions, x);
	return true;
}

struct transaction *leave_next(struct track *t)
{
	struct transaction *x = table_oldest(t->transactions);

	for (int i = 0; x && i < SPARED; i++) {
		if (!hold_ringing(t, x) && !spare_used(t, x))
			break;
		x = table_oldest(t->transactions);
	}
	return x;
}

void leave_decided(struct track *t, struct transaction *x)
{
	if (is_held(x)) {
		t->held--;
		table_let_go(t->transactions, x);
		if (!t->sweeping)
			await_gone(t);
	} else if (moment_since(x->since, x->first).ns > NS_PER_S) {
		table_touch(t->transactions, x);
	}
}

void leave_make_room(struct track *t)
{
	/* Two for one: what is gone becomes less. */
	forget_gone(t, 2);
	if (table_count(t->transactions) == t->roof)
		leave_next(t);
}

/*
 * What forgetting the oldest one touches has long left the cache, and is far
 * apart: it is fetched while the messages up to the next request are read. So
 * is all of the entry after it, as that of a new one is where one has left.
 */
void leave_expect(struct track *t)
{
	const struct transaction *x = table_oldest(t->transactions);
	const char *next = table_newer(t->transactions, x);

	table_expect(t->transactions, x->entry.hash);
	__builtin_prefetch(x->memo);
	__builtin_prefetch(x->dialog);
	for (size_t i = 0; next && i < sizeof *x; i += CACHE_LINE)
		__builtin_prefetch(next + i);
	if (!t->sweeping)
		await_gone(t);
}

void leave_create(struct track *t, struct counters *counters)
{
	t->sweep_kind = clock_kind(t->clock, on_sweep, t);
	t->transactions_evicted = counter(counters, "evicted",
					  "transactions");
}
