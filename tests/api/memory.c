/* The n-th request for memory fails: the run ends with BST_OUT_OF_MEMORY, nothing was handed out, everything is given
 * back, and the next run is as good as the first. Every n with LONG in the environment, else growing steps. */
#include "host.h"

int main(void)
{
	struct api_host host = { .text = api_program };
	bool every = getenv("LONG") != NULL;
	size_t calls, step = 1;
	uint64_t hash;

	API_CHECK(api_build(&host, NULL) == BST_OK);
	API_CHECK(host.live == 0 && host.outputs > 0);
	hash = host.hash;
	calls = host.calls;
	for (size_t n = 1; n <= calls; n += step) {
		host.calls = 0;
		host.fail_at = n;
		API_CHECK(api_build(&host, NULL) == BST_OUT_OF_MEMORY);
		API_CHECK(host.outputs == 0 && host.live == 0);
		step = every ? 1 : 1 + n / 8;
	}
	host.fail_at = 0;
	API_CHECK(api_build(&host, NULL) == BST_OK);
	API_CHECK(host.hash == hash);
	printf("%zu requests\n", calls);
	return 0;
}
