#define _DEFAULT_SOURCE
#include "lsp/rpc.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define LARGEST_HEADER (8u << 10)
#define LARGEST_MESSAGE (64u << 20)      /* the largest source fits four times */
#define LARGEST_SKIPPED (1u << 30)       /* what calls itself larger is no message at all */

/* --- bytes in and out -------------------------------------------------------------------------------- */

bool rpc_read(struct rpc *rpc, int milliseconds)
{
	char part[65536];
	struct pollfd ready = { .fd = rpc->in, .events = POLLIN };
	if (rpc->ended || poll(&ready, 1, milliseconds) <= 0)
		return false;
	ssize_t got = read(rpc->in, part, sizeof part);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (got <= 0) {
		rpc->ended = true;
		return false;
	}
	size_t skipped = rpc->skip < (size_t)got ? rpc->skip : (size_t)got;
	rpc->skip -= skipped;
	bytes_add(&rpc->input, part + skipped, (size_t)got - skipped);
	return true;
}

static void write_all(struct rpc *rpc, const char *at, size_t length)
{
	while (length > 0 && !rpc->deaf) {
		ssize_t done = write(rpc->out, at, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && errno == EAGAIN) {
			struct pollfd ready = { .fd = rpc->out, .events = POLLOUT };
			poll(&ready, 1, -1);
			continue;
		}
		rpc->deaf = done < 0;
		at += done < 0 ? 0 : done;
		length -= done < 0 ? 0 : (size_t)done;
	}
}

void rpc_send(struct rpc *rpc, json_t *message)
{
	json_put(message, "jsonrpc", made(json_string("2.0")));
	char header[64], *text = json_dumps(message, JSON_COMPACT);
	if (text == NULL)
		made(NULL);
	size_t length = strlen(text);
	int head = snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", length);
	write_all(rpc, header, (size_t)head);
	write_all(rpc, text, length);
	free(text);
	json_decref(message);
}

void rpc_reply(struct rpc *rpc, const json_t *id, json_t *result)
{
	json_t *message = made(json_object());
	json_put(message, "id", made(json_deep_copy(id)));
	json_put(message, "result", made(result));
	rpc_send(rpc, message);
}

void rpc_refuse(struct rpc *rpc, const json_t *id, enum rpc_error error, const char *why)
{
	json_t *message = made(json_object()), *about = made(json_object());
	json_put(message, "id", id != NULL ? made(json_deep_copy(id)) : json_null());
	json_put(about, "code", made(json_integer(error)));
	json_put(about, "message", json_words(why, strlen(why)));
	json_put(message, "error", about);
	rpc_send(rpc, message);
}

void rpc_notify(struct rpc *rpc, const char *method, json_t *params)
{
	json_t *message = made(json_object());
	json_put(message, "method", made(json_string(method)));
	json_put(message, "params", made(params));
	rpc_send(rpc, message);
}

/* --- headers ------------------------------------------------------------------------------------------ */

enum header { HEADER_WHOLE, HEADER_PARTIAL, HEADER_BAD };

/* One line `name: value`; false when it makes the header a bad one. */
static bool header_line(const char *line, size_t length, bool *has_length, size_t *body)
{
	static const char wanted[] = "content-length", type[] = "content-type";
	const char *colon = memchr(line, ':', length);
	if (colon == NULL)
		return false;
	size_t name = (size_t)(colon - line);
	while (name > 0 && (line[name - 1] == ' ' || line[name - 1] == '\t'))
		name--;
	const char *value = colon + 1, *end = line + length;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (name == sizeof type - 1 && strncasecmp(line, type, name) == 0) {
		for (const char *at = value; at + 8 <= end; at++)
			if (strncasecmp(at, "charset=", 8) == 0)
				return strncasecmp(at + 8, "utf-8", 5) == 0 || strncasecmp(at + 8, "utf8", 4) == 0;
		return true;
	}
	if (name != sizeof wanted - 1 || strncasecmp(line, wanted, name) != 0)
		return true;
	*has_length = value < end && end - value <= 18;
	*body = 0;
	for (; value < end && *has_length; value++) {
		*has_length = *value >= '0' && *value <= '9';
		*body = 10 * *body + (size_t)(*value - '0');
	}
	return *has_length;
}

/* The header that the input begins with: its bytes, the empty line included, and those of the body. */
static enum header read_header(const struct bytes *input, size_t *head, size_t *body)
{
	bool has_length = false, good = true;
	size_t at = 0;
	while (at < input->length) {
		const char *line = input->at + at, *end = memchr(line, '\n', input->length - at);
		if (end == NULL)
			break;
		size_t length = (size_t)(end - line), next = at + length + 1;
		if (length > 0 && line[length - 1] == '\r')
			length--;
		if (length == 0 && at > 0) {
			*head = next;
			return good && has_length ? HEADER_WHOLE : HEADER_BAD;
		}
		if (length > 0)
			good = header_line(line, length, &has_length, body) && good;
		at = next;
	}
	*head = input->length;
	return input->length > LARGEST_HEADER ? HEADER_BAD : HEADER_PARTIAL;
}

/* Cuts to where a header may begin, as long as none was found all but the end of the input. */
static void seek(struct rpc *rpc)
{
	static const char wanted[] = "Content-Length";
	size_t at = 0, length = sizeof wanted - 1;
	while (at + length <= rpc->input.length && strncasecmp(rpc->input.at + at, wanted, length) != 0)
		at++;
	rpc->seeking = at + length > rpc->input.length;
	bytes_cut(&rpc->input, 0, at);
}

/* --- messages ----------------------------------------------------------------------------------------- */

static int hex4(const char *at)
{
	int code = 0;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		code = 16 * code + digit;
	}
	return code;
}

/* Half a pair of UTF-16 is no character, but editors send it: U+FFFD counts as much as it does. */
static void mend_surrogates(char *at, size_t length)
{
	for (size_t i = 0; i + 6 <= length; i++) {
		if (at[i] != '\\')
			continue;
		if (at[i + 1] != 'u') {
			i++;
			continue;
		}
		int code = hex4(at + i + 2);
		bool high = code >= 0xD800 && code < 0xDC00, low = code >= 0xDC00 && code < 0xE000;
		int next = high && i + 12 <= length && at[i + 6] == '\\' && at[i + 7] == 'u' ? hex4(at + i + 8) : -1;
		if (high && next >= 0xDC00 && next < 0xE000)
			i += 11;
		else if (high || low)
			memcpy(at + i + 2, "fffd", 4);
	}
}

static json_t *parse(struct rpc *rpc, char *at, size_t length)
{
	json_error_t error;
	mend_surrogates(at, length);
	json_t *message = json_loadb(at, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (message == NULL)
		rpc_refuse(rpc, NULL, RPC_PARSE_ERROR, error.text);
	else if (!json_is_object(message))
		rpc_refuse(rpc, NULL, RPC_INVALID_REQUEST, "a message is an object");
	if (json_is_object(message))
		return message;
	json_decref(message);
	return NULL;
}

/* The input does not hold what it must: it is answered, and left behind. */
static void refuse_header(struct rpc *rpc, size_t head)
{
	rpc_refuse(rpc, NULL, RPC_INVALID_REQUEST, "a message begins with `Content-Length: BYTES` and an empty line, in UTF-8");
	bytes_cut(&rpc->input, 0, head);
	rpc->seeking = true;
}

json_t *rpc_next(struct rpc *rpc, size_t *size)
{
	size_t head = 0, body = 0;
	for (;;) {
		if (rpc->seeking)
			seek(rpc);
		enum header header = rpc->seeking || rpc->lost ? HEADER_PARTIAL : read_header(&rpc->input, &head, &body);
		if (header == HEADER_PARTIAL)
			return NULL;
		if (header == HEADER_BAD) {
			refuse_header(rpc, head);
		} else if (body > LARGEST_MESSAGE) {
			rpc_refuse(rpc, NULL, RPC_INVALID_REQUEST, "the message is larger than 64 MiB");
			rpc->lost = body > LARGEST_SKIPPED;
			size_t here = rpc->input.length - head < body ? rpc->input.length - head : body;
			rpc->skip = body - here;
			bytes_cut(&rpc->input, 0, head + here);
		} else if (rpc->input.length - head < body) {
			return NULL;
		} else {
			json_t *message = parse(rpc, rpc->input.at + head, body);
			bytes_cut(&rpc->input, 0, head + body);
			*size = body;
			if (message != NULL)
				return message;
		}
	}
}
