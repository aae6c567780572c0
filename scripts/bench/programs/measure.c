/*
 * Runs a program and reports what it cost, with its children:
 *
 *     measure PROGRAM [ARGUMENT...]
 *
 * The last line of standard error is then "usage SECONDS CPU_SECONDS PEAK_BYTES"; the peak is that of
 * the largest process. The exit status is that of the program, or 128 and the signal's number.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) {
  return t.tv_sec + t.tv_usec / 1e6;
}

int main(int argc, char **argv) {
  /* A signal to the group ends the program; its cost is reported all the same. */
  static const int ignored[] = {SIGTERM, SIGINT, SIGHUP};
  struct rusage usage;
  int status = 0;
  if (argc < 2) return 64;
  for (int i = 0; i < 3; i++) signal(ignored[i], SIG_IGN);
  double start = now();
  pid_t child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    for (int i = 0; i < 3; i++) signal(ignored[i], SIG_DFL);
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    _exit(127);
  }
  if (wait4(child, &status, 0, &usage) < 0) return 71;
#ifdef __APPLE__
  long long unit = 1;
#else
  long long unit = 1024;
#endif
  fprintf(stderr, "\nusage %.6f %.6f %lld\n", now() - start,
          seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss * unit);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
