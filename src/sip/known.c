/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows codecs by a number each, in which an outline keeps them. */
#include "scan.h"

#define STATIC_TYPES 35

/* Names that IANA has registered, and a few that are met without. */
static const struct slice names[] = {
	SLICE(""), SLICE("telephone-event"), SLICE("CN"), SLICE("tone"),
	SLICE("red"), SLICE("rtx"), SLICE("ulpfec"), SLICE("flexfec"),
	SLICE("PCMU"), SLICE("PCMA"), SLICE("G722"), SLICE("G729"),
	SLICE("GSM"), SLICE("G723"), SLICE("opus"), SLICE("AMR"),
	SLICE("AMR-WB"), SLICE("EVS"), SLICE("iLBC"), SLICE("speex"),
	SLICE("SILK"), SLICE("G7221"), SLICE("G7291"), SLICE("G726-16"),
	SLICE("G726-24"), SLICE("G726-32"), SLICE("G726-40"),
	SLICE("AAL2-G726-16"), SLICE("AAL2-G726-24"), SLICE("AAL2-G726-32"),
	SLICE("AAL2-G726-40"), SLICE("G728"), SLICE("G729D"),
	SLICE("G729E"), SLICE("G719"), SLICE("G711-0"), SLICE("PCMU-WB"),
	SLICE("PCMA-WB"), SLICE("GSM-EFR"), SLICE("GSM-HR-08"),
	SLICE("DVI4"), SLICE("LPC"), SLICE("L8"), SLICE("L16"),
	SLICE("L20"), SLICE("L24"), SLICE("QCELP"), SLICE("MPA"),
	SLICE("BV16"), SLICE("BV32"), SLICE("iSAC"), SLICE("EVRC"),
	SLICE("EVRC0"), SLICE("EVRC1"), SLICE("EVRCB"), SLICE("EVRCB0"),
	SLICE("EVRCB1"), SLICE("EVRCWB"), SLICE("EVRCNW"), SLICE("SMV"),
	SLICE("VMR-WB"), SLICE("MP4A-LATM"), SLICE("mpeg4-generic"),
	SLICE("MPA-robust"), SLICE("AMR-WB+"), SLICE("SIREN14"),
	SLICE("SIREN7"), SLICE("G722.1"), SLICE("x-msrta"),
	SLICE("clearmode"), SLICE("t140"), SLICE("t140c"), SLICE("VDVI"),
	SLICE("CELP"), SLICE("lyra"), SLICE("CelB"), SLICE("JPEG"),
	SLICE("nv"), SLICE("H261"), SLICE("MPV"), SLICE("MP2T"),
	SLICE("H263"), SLICE("H263-1998"), SLICE("H263-2000"),
	SLICE("H264"), SLICE("H264-SVC"), SLICE("H265"), SLICE("H266"),
	SLICE("VP8"), SLICE("VP9"), SLICE("AV1"), SLICE("MP4V-ES"),
	SLICE("theora"), SLICE("t38"), SLICE("webrtc-datachannel"),
	SLICE("x-h264uc"), SLICE("x-rtvc1"), SLICE("H224"),
};

#define NAMES (sizeof names / sizeof *names)

/* Codecs are mostly written alike; few are compared as a whole. */
uint8_t scan_codec_number(struct slice name)
{
	for (size_t i = 1; i < NAMES; i++)
		if (names[i].n == name.n &&
		    ((names[i].p[0] ^ name.p[0]) & ~0x20) == 0 &&
		    scan_same(name, names[i]))
			return (uint8_t)i;
	return 0;
}

/* A static type by its number (RFC 3551 tables 4 and 5); 0: none. */
uint8_t scan_type_number(unsigned type)
{
	static const uint8_t common[] = { [0] = 8, [3] = 12, [8] = 9,
					  [9] = 10, [18] = 11 };
	struct sdp_codec codec;

	if (type >= STATIC_TYPES)
		return 0;
	if (type < sizeof common && common[type])
		return common[type];
	scan_payload_type((int)type, &codec);
	return codec.name.n ? scan_codec_number(codec.name) : 0;
}

const char *sdp_codec_name(uint8_t codec)
{
	return codec < NAMES ? names[codec].p : "";
}
