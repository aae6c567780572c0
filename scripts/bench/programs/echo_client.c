/*
 * Sends requests to an echo server on loopback over a number of connections; each sends the next one
 * once the last is answered:
 *
 *     echo_client PORT CONNECTIONS REQUESTS
 *
 * The last line of standard error is "done NUMBER failed NUMBER seconds SECONDS".
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BYTES 64
#define MOST 1024
/* Milliseconds without an answer after which the rest counts as failed. */
#define PATIENCE 10000

static struct pollfd polled[MOST];
/* Bytes of the answer that have arrived. */
static int arrived[MOST];
/* Connections that are still open. */
static int open_ones;
static long left, done;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* Each connection has content of its own, so that a mixed-up answer is found. */
static void content(int connection, char *bytes) {
  memset(bytes, 'A' + connection % 26, BYTES);
}

/* A connection that failed, or has no more to ask, is not polled again. */
static void leave(int connection) {
  close(polled[connection].fd);
  polled[connection].fd = -1;
  open_ones--;
}

static void ask(int connection) {
  char request[BYTES];
  if (left == 0) {
    leave(connection);
    return;
  }
  left--;
  content(connection, request);
  arrived[connection] = 0;
  if (write(polled[connection].fd, request, BYTES) != BYTES) leave(connection);
}

static void answer(int connection) {
  char reply[BYTES], expected[BYTES];
  ssize_t count = read(polled[connection].fd, reply, BYTES - arrived[connection]);
  content(connection, expected);
  if (count <= 0 || memcmp(reply, expected, count) != 0) {
    leave(connection);
    return;
  }
  arrived[connection] += count;
  if (arrived[connection] < BYTES) return;
  done++;
  ask(connection);
}

static int dial(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("connect");
    exit(1);
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 4 || atoi(argv[2]) < 1 || atoi(argv[2]) > MOST) return 64;
  int connections = open_ones = atoi(argv[2]);
  long count = left = atol(argv[3]);
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < connections; i++) {
    polled[i].fd = dial(atoi(argv[1]));
    polled[i].events = POLLIN;
  }
  double start = now();
  for (int i = 0; i < connections; i++) ask(i);
  while (open_ones > 0 && poll(polled, connections, PATIENCE) > 0) {
    for (int i = 0; i < connections; i++) {
      if (polled[i].fd >= 0 && polled[i].revents != 0) answer(i);
    }
  }
  fprintf(stderr, "done %ld failed %ld seconds %.6f\n", done, count - done, now() - start);
  return 0;
}
