/* A program of the build: writes the files named on its command line as C constants of library.h; the first word names them. */
#include <stdio.h>
#include <stdlib.h>

/* One string literal per line of the file. Octal escapes take at most three digits, so a digit may follow. */
static long write_text(FILE *in)
{
	long len = 0;
	int c, last = '\n';

	while ((c = fgetc(in)) != EOF) {
		if (last == '\n')
			fputs("\t\"", stdout);
		if (c == '\n')
			fputs("\\n\"\n", stdout);
		else if (c == '"' || c == '\\' || c == '?' || c < 0x20 || c > 0x7e)
			printf("\\%03o", (unsigned)c);
		else
			putchar(c);
		last = c;
		len++;
	}
	if (last != '\n')
		fputs("\"\n", stdout);
	return len;
}

int main(int argc, char **argv)
{
	long *lengths = calloc((size_t)argc + 1, sizeof *lengths);

	if (lengths == NULL || argc < 2)
		return 1;
	fputs("/* Generated from files. */\n#include \"library.h\"\n\n", stdout);
	for (int i = 2; i < argc; i++) {
		FILE *in = fopen(argv[i], "rb");

		if (in == NULL) {
			perror(argv[i]);
			return 1;
		}
		printf("static const char text_%d[] = \"\"\n", i);
		lengths[i] = write_text(in);
		fputs("\t;\n", stdout);
		fclose(in);
	}
	printf("\nconst struct library_text %s_texts[] = {\n", argv[1]);
	for (int i = 2; i < argc; i++)
		printf("\t{ \"%s\", text_%d, %ld },\n", argv[i], i, lengths[i]);
	printf("\t{ 0, 0, 0 }\n};\nconst uint32_t %s_text_count = %d;\n", argv[1], argc - 2);
	free(lengths);
	return fflush(stdout) == 0 ? 0 : 1;
}
