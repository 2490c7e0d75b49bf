/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the data frames of wireless LANs (IEEE 802.11), and radiotap. */
#include "decode/packet.h"

/* Frame control (IEEE 802.11-2020 section 9.2.4.1): its first byte. */
enum { TYPE = 0x0c, TYPE_DATA = 0x08, WITHOUT_DATA = 0x40, QOS = 0x80 };

/* And its second. */
enum { TO_DS = 1, FROM_DS = 2, PROTECTED = 0x40, HT_CONTROL = 0x80 };

#define CHECKSUM 4	/* bytes, behind all, if it is there */
#define AMSDU 0x80	/* of QoS control: several packets in a frame */

/* PADDED: the body begins at a multiple of four bytes. */
static enum fate read_frame(struct packet *p, bool padded)
{
	struct wire *w = &p->wire;
	const uint8_t *h = wire_take(w, 24), *qos = NULL;

	if (!h)
		return packet_ended(p);
	if ((h[0] & TYPE) != TYPE_DATA || h[0] & 3 || h[0] & WITHOUT_DATA)
		return FATE_NOT_IP;
	if ((h[1] & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
		wire_take(w, 6);
	if (h[0] & QOS) {
		qos = wire_take(w, 2);
		if (h[1] & HT_CONTROL)
			wire_u32(w);
	}
	if (padded)
		wire_take(w, (size_t)(h - w->p) & 3);
	if (w->failed)
		return packet_ended(p);
	if (h[1] & PROTECTED)
		return FATE_ENCRYPTED_WLAN;
	if (qos && *qos & AMSDU)
		return wire_left(w) > CHECKSUM || p->missing ?
		       FATE_AMSDU : FATE_SHORT;
	return decode_read_llc(p);
}

/*
 * IEEE 802.11-2020 section 9.3.2.2: addresses and a length before each, then
 * padding to a multiple of four bytes. The frame's checksum may follow.
 */
enum fate decode_next_subframe(struct packet *all, struct packet *one)
{
	struct wire *w = &all->wire;
	const uint8_t *h;
	size_t length, left;

	size_t missing = all->missing;

	if (wire_left(w) <= CHECKSUM && !missing)
		return FATE_DONE;
	h = wire_take(w, 14);
	left = wire_left(w);
	length = h ? (size_t)h[12] << 8 | h[13] : 0;
	if (!h || length > left) {
		wire_take(w, left);
		all->missing = 0;
	}
	if (!h)
		return missing ? FATE_CUT : FATE_SHORT;
	if (length > left + missing)
		return FATE_LENGTH;
	*one = *all;
	one->wire = wire_over(h + 14, length < left ? length : left);
	one->missing = length > left ? length - left : 0;
	length += -(14 + length) & 3;
	wire_take(w, length < wire_left(w) ? length : wire_left(w));
	return decode_read_llc(one);
}

enum fate decode_read_wlan(struct packet *p)
{
	return read_frame(p, false);
}

/*
 * radiotap.org: version, length, and bits that tell which fields follow; the
 * last bit of each four bytes, whether four more do. Of the fields the first
 * is a time, at a multiple of 8 bytes; the second has the flags.
 */
enum fate decode_read_radiotap(struct packet *p)
{
	enum { TIME = 1, FLAGS = 2, MORE = 0x80, PAD = 0x20 };
	struct wire *w = &p->wire, fields;
	const uint8_t *h = wire_take(w, 8), *last;
	size_t length, at;
	uint8_t flags = 0;

	if (!h)
		return packet_ended(p);
	length = (size_t)h[3] << 8 | h[2];
	if (h[0] != 0 || length < 8)
		return FATE_HEADER_LENGTH;
	fields = *w;
	if (!wire_take(w, length - 8))
		return packet_ended(p);
	wire_limit(&fields, length - 8);
	for (last = h + 4; last && last[3] & MORE;)
		last = wire_take(&fields, 4);
	at = (size_t)(fields.p - h);
	if (h[4] & TIME)
		wire_take(&fields, (-at & 7) + 8);
	if (h[4] & FLAGS)
		flags = wire_u8(&fields);
	return read_frame(p, flags & PAD);
}
