#include "print/escape.h"

#include "base/utf8.h"

#define EVERYWHERE (PLAIN_JSON | PLAIN_HCL | PLAIN_HEREDOC | PLAIN_YAML)

const uint8_t escape_classes[256] = {
	['\t' ... '\n'] = PLAIN_HEREDOC,
	[' ' ... '!'] = EVERYWHERE,
	['"'] = PLAIN_HEREDOC | PLAIN_YAML,
	['#'] = PLAIN_JSON | PLAIN_HCL | PLAIN_HEREDOC,
	['$' ... '%'] = PLAIN_JSON | PLAIN_YAML,
	['&' ... ','] = EVERYWHERE,
	['-'] = EVERYWHERE | NAME_LATER,
	['.' ... '/'] = EVERYWHERE,
	['0' ... '9'] = EVERYWHERE | NAME_LATER,
	[':'] = PLAIN_JSON | PLAIN_HCL | PLAIN_HEREDOC,
	[';' ... '@'] = EVERYWHERE,
	['A' ... 'Z'] = EVERYWHERE | NAME_BEGIN | NAME_LATER,
	['['] = EVERYWHERE,
	['\\'] = PLAIN_HEREDOC | PLAIN_YAML,
	[']' ... '^'] = EVERYWHERE,
	['_'] = EVERYWHERE | NAME_BEGIN | NAME_LATER,
	['`'] = EVERYWHERE,
	['a' ... 'z'] = EVERYWHERE | NAME_BEGIN | NAME_LATER,
	['{' ... '~'] = EVERYWHERE,
	[0x7f ... 0xff] = PLAIN_HEREDOC,
};

unsigned escape_decode(struct str s, uint32_t at, uint32_t *code_point)
{
	if ((unsigned char)s.at[at] < 0x80) {
		*code_point = (unsigned char)s.at[at];
		return 1;
	}
	unsigned length = utf8_decode((struct str){ s.at + at, s.len - at }, code_point);
	if (length > 0)
		return length;
	*code_point = 0xFFFD;
	return 1;
}

bool escape_hidden(uint32_t c)
{
	static const struct { uint32_t first, last; } hidden[] = {
		{ 0x00, 0x1F }, { 0x7F, 0x9F },
		{ 0xAD, 0xAD }, { 0x061C, 0x061C }, { 0x180E, 0x180E },
		{ 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F },
		{ 0xD800, 0xDFFF }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xFFFE, 0xFFFF },
		{ 0xE0000, 0xE007F },
	};
	if (c >= 0x20 && c < 0x7F)
		return false;
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return true;
	return c > 0x10FFFF;
}

bool escape_shows(struct str s)
{
	for (uint32_t i = 0, c; (i += escape_run(s, i, PLAIN_JSON | PLAIN_YAML)) < s.len; ) {
		i += escape_decode(s, i, &c);
		if (c != '\n' && c != '\t' && (escape_hidden(c) || c == 0xFFFD))
			return false;
	}
	return true;
}

static uint32_t digits(struct str s, uint32_t at)
{
	uint32_t i = at;
	while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
		i++;
	return i - at;
}

bool escape_number(struct str s)
{
	uint32_t i = s.len > 0 && s.at[0] == '-' ? 1 : 0;
	uint32_t whole = digits(s, i);
	if (whole == 0 || (whole > 1 && s.at[i] == '0'))
		return false;
	i += whole;
	if (i == s.len)
		return true;
	if (s.at[i] != '.')
		return false;
	uint32_t fraction = digits(s, i + 1);
	return fraction > 0 && i + 1 + fraction == s.len;
}

unsigned escape_columns(struct str s)
{
	unsigned columns = 0;
	for (uint32_t i = 0, c; i < s.len; ) {
		uint32_t run = escape_run(s, i, PLAIN_JSON | PLAIN_YAML);
		columns += run;
		if ((i += run) == s.len)
			break;
		i += escape_decode(s, i, &c);
		bool joins = (c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x200D;
		columns += joins ? 0 : 1;
	}
	return columns;
}

static void comment_line(struct buf *out, struct str line)
{
	for (uint32_t i = 0, c; i < line.len; ) {
		uint32_t run = escape_run(line, i, PLAIN_JSON | PLAIN_YAML);
		buf_bytes(out, line.at + i, run);
		if ((i += run) == line.len)
			break;
		unsigned length = escape_decode(line, i, &c);
		if (c == '\t')
			buf_char(out, ' ');
		else if (escape_hidden(c) || c == 0xFFFD)
			buf_text(out, "\xEF\xBF\xBD");
		else
			buf_bytes(out, line.at + i, length);
		i += length;
	}
}

void escape_comment(struct buf *out, unsigned indent, const char *prefix, struct str text)
{
	if (text.len > 0 && text.at[text.len - 1] == '\n')
		text.len--;
	for (uint32_t start = 0; start <= text.len; ) {
		uint32_t end = escape_line_end(text, start);
		struct str line = { text.at + start, end - start };
		while (line.len > 0 && (line.at[line.len - 1] == ' ' || line.at[line.len - 1] == '\r'))
			line.len--;
		buf_spaces(out, indent);
		buf_text(out, prefix);
		if (line.len == 0)
			out->len--;                    /* the blank behind the comment sign */
		comment_line(out, line);
		buf_char(out, '\n');
		start = end + 1;
	}
}

static void json_escape(struct buf *out, uint32_t c)
{
	switch (c) {
	case '"': buf_text(out, "\\\""); return;
	case '\\': buf_text(out, "\\\\"); return;
	case '\b': buf_text(out, "\\b"); return;
	case '\f': buf_text(out, "\\f"); return;
	case '\n': buf_text(out, "\\n"); return;
	case '\r': buf_text(out, "\\r"); return;
	case '\t': buf_text(out, "\\t"); return;
	default: break;
	}
	if (c > 0xFFFF) {
		c -= 0x10000;
		buf_format(out, "\\u%04x\\u%04x", 0xD800u + (c >> 10), 0xDC00u + (c & 0x3FF));
	} else {
		buf_format(out, "\\u%04x", c);
	}
}

void escape_json_characters(struct buf *out, struct str s)
{
	for (uint32_t i = 0, c; i < s.len; ) {
		uint32_t run = escape_run(s, i, PLAIN_JSON);
		buf_bytes(out, s.at + i, run);
		i += run;
		if (i == s.len)
			break;
		unsigned length = escape_decode(s, i, &c);
		if (c == '"' || c == '\\' || escape_hidden(c))
			json_escape(out, c);
		else if (c == 0xFFFD)
			buf_text(out, "\xEF\xBF\xBD");
		else
			buf_bytes(out, s.at + i, length);
		i += length;
	}
}

void escape_json_string(struct buf *out, struct str s)
{
	buf_char(out, '"');
	escape_json_characters(out, s);
	buf_char(out, '"');
}
