/* Contexts share nothing: four threads at once give the bytes of one. */
#include <pthread.h>

#include "host.h"

static void *work(void *user)
{
	struct api_host *host = user;

	for (int round = 0; round < 5; round++)
		API_CHECK(api_build(host, NULL) == BST_OK);
	return NULL;
}

int main(void)
{
	struct api_host alone = { .text = api_program }, hosts[4];
	pthread_t threads[4];

	API_CHECK(api_build(&alone, NULL) == BST_OK);
	for (int i = 0; i < 4; i++) {
		hosts[i] = (struct api_host){ .text = api_program };
		API_CHECK(pthread_create(&threads[i], NULL, work, &hosts[i]) == 0);
	}
	for (int i = 0; i < 4; i++) {
		API_CHECK(pthread_join(threads[i], NULL) == 0);
		API_CHECK(hosts[i].hash == alone.hash && hosts[i].live == 0);
	}
	return 0;
}
