#define _DEFAULT_SOURCE
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);
	return value != NULL && value[0] != '\0';
}

bool terminal_colour(FILE *stream, const char *when)
{
	if (strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (is_set("NO_COLOR"))
		return false;
	if ((is_set("FORCE_COLOR") && strcmp(getenv("FORCE_COLOR"), "0") != 0)
	    || (is_set("CLICOLOR_FORCE") && strcmp(getenv("CLICOLOR_FORCE"), "0") != 0))
		return true;
	if (is_set("TERM") && strcmp(getenv("TERM"), "dumb") == 0)
		return false;
	return isatty(fileno(stream)) == 1;
}

unsigned terminal_width(FILE *stream)
{
	struct winsize size;
	if (isatty(fileno(stream)) != 1 || ioctl(fileno(stream), TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

void terminal_text(FILE *stream, const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
		fputc(*at < ' ' || *at == 0x7f ? '?' : *at, stream);
}

void terminal_word(FILE *stream, const char *text)
{
	bool plain = text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:@%+,")] == '\0';
	if (!plain)
		fputc('\'', stream);
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\'')
			fputs("'\\''", stream);
		else
			fputc((unsigned char)*at < ' ' || *at == 0x7f ? '?' : *at, stream);
	}
	if (!plain)
		fputc('\'', stream);
}

/* Length of the UTF-8 sequence at `at`, 0 when it is none. */
static size_t sequence(const unsigned char *at)
{
	size_t length = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;
	for (size_t i = 1; i < length; i++)
		if ((at[i] & 0xC0) != 0x80)
			return 0;
	bool bad = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F)
		|| (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F);
	return bad ? 0 : length;
}

void terminal_json(FILE *stream, const char *text)
{
	fputc('"', stream);
	for (const unsigned char *at = (const unsigned char *)text, *from; ; ) {
		for (from = at; *at >= ' ' && *at < 0x7f && *at != '"' && *at != '\\'; at++)
			;
		fwrite(from, 1, (size_t)(at - from), stream);
		if (*at == '\0')
			break;
		size_t length = sequence(at);
		if (length == 0)
			fputs("\\ufffd", stream);
		else if (*at == '"' || *at == '\\')
			fprintf(stream, "\\%c", *at);
		else if (*at == '\n')
			fputs("\\n", stream);
		else if (*at < ' ' || *at == 0x7f)
			fprintf(stream, "\\u%04x", *at);
		else
			fwrite(at, 1, length, stream);
		at += length == 0 ? 1 : length;
	}
	fputc('"', stream);
}

/* What XML 1.0 has no character for. */
static bool is_no_xml(const unsigned char *at)
{
	return (*at < ' ' && *at != '\t' && *at != '\n') || *at == 0x7f || (at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE);
}

void terminal_xml(FILE *stream, const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
		size_t length = sequence(at);
		if (length == 0 || is_no_xml(at))
			fputs("\xEF\xBF\xBD", stream);
		else if (strchr("&<>\"'\t\n", *at) != NULL)
			fprintf(stream, "&#%u;", *at);
		else
			fwrite(at, 1, length, stream);
		at += length == 0 ? 1 : length;
	}
}

bool terminal_finish(FILE *stream)
{
	return fflush(stream) == 0 && !ferror(stream);
}
