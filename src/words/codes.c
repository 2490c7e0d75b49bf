/* SPDX-License-Identifier: BSD-2-Clause */
/* The words for sets of outcome codes: 408, 5xx, 480-489, no-response. */
#include <stdio.h>

#include "settings.h"

/* The codes of final responses; behind all, the challenges' own turns. */
enum { FIRST = 200, LAST = 699, TURN_401 = OUTCOME_CODES, TURN_407, TURNS };

static bool has_class(const struct code_set *set, int first)
{
	for (int code = first; code < first + 100; code++)
		if (!code_set_has(set, code) && !outcome_is_challenge(code))
			return false;
	return true;
}

/*
 * The last code of the run that begins at FROM; challenges don't break it, a
 * whole class is by itself.
 */
static int run_end(const struct code_set *set, int from)
{
	int end = from;

	for (int code = from + 1; code <= LAST; code++) {
		if (outcome_is_challenge(code))
			continue;
		if (!code_set_has(set, code) ||
		    (code % 100 == 0 && has_class(set, code)))
			break;
		end = code;
	}
	return end;
}

/* The word that begins with CODE, and the last code it stands for. */
static int write_codes(const struct code_set *set, int code,
		       char word[OUTCOME_TEXT])
{
	char buffer[OUTCOME_TEXT];
	int end = code;

	if (code % 100 == 0 && code >= FIRST && code <= LAST &&
	    has_class(set, code)) {
		snprintf(word, OUTCOME_TEXT, "%dxx", code / 100);
		return code + 99;
	}
	if (code >= FIRST && code <= LAST)
		end = run_end(set, code);
	if (end > code)
		snprintf(word, OUTCOME_TEXT, "%d-%d", code, end);
	else
		snprintf(word, OUTCOME_TEXT, "%s", outcome_text(code, buffer));
	return end;
}

bool code_set_next(const struct code_set *set, int *at,
		   char word[OUTCOME_TEXT])
{
	for (int turn = *at + 1; turn < TURNS; turn++) {
		int code = turn == TURN_401 ? 401 : turn == TURN_407 ? 407 :
			   turn;

		if (!code_set_has(set, code) ||
		    (turn <= LAST && outcome_is_challenge(code)))
			continue;
		*at = turn;
		if (turn < OUTCOME_CODES)
			*at = write_codes(set, code, word);
		else
			snprintf(word, OUTCOME_TEXT, "%d", code);
		return true;
	}
	return false;
}
