/* A program of the build: writes the files named on its command line as the C constants of library.h. */
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
	long *lengths = calloc((size_t)argc, sizeof *lengths);

	if (lengths == NULL)
		return 1;
	fputs("/* Generated from stdlib/ and targets/. */\n#include \"library.h\"\n\n", stdout);
	for (int i = 1; i < argc; i++) {
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
	fputs("\nconst struct library_text library_texts[] = {\n", stdout);
	for (int i = 1; i < argc; i++)
		printf("\t{ \"%s\", text_%d, %ld },\n", argv[i], i, lengths[i]);
	printf("\t{ 0, 0, 0 }\n};\nconst uint32_t library_text_count = %d;\n", argc - 1);
	free(lengths);
	return fflush(stdout) == 0 ? 0 : 1;
}
