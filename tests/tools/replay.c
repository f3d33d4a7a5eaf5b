/* Gives every file named, and every file of a folder named, to a fuzz driver: the corpus as a test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	static uint8_t data[1 << 24];
	FILE *in = fopen(path, "rb");
	uint8_t *exact;
	size_t size;

	if (in == NULL)
		return 0;
	size = fread(data, 1, sizeof data, in);
	fclose(in);
	/* A copy of just that size, so that a sanitizer sees one byte too many. */
	exact = malloc(size > 0 ? size : 1);
	if (exact == NULL)
		return 0;
	for (size_t i = 0; i < size; i++)
		exact[i] = data[i];
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 1;
}

static int replay(const char *path)
{
	char inner[4096];
	struct dirent *entry;
	DIR *folder = opendir(path);
	int count = 0;

	if (folder == NULL)
		return replay_file(path);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
		count += replay(inner);
	}
	closedir(folder);
	return count;
}

int main(int argc, char **argv)
{
	int count = 0;

	for (int i = 1; i < argc; i++)
		count += replay(argv[i]);
	printf("%d inputs\n", count);
	return count == 0;
}
