/* Runs a command within limits of time and memory:
 *
 *   limited SECONDS MIB PROGRAM ARGUMENT...
 *
 * Exits as the command does, or prints which limit it passed and exits with 125. SECONDS are those
 * of the processor, so that a busy machine does not count; ten times as many end the command. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: limited SECONDS MIB PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    double most_seconds = atof(argv[1]), most_mib = atof(argv[2]);
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit limit = {(rlim_t)(10 * most_seconds) + 1, (rlim_t)(10 * most_seconds) + 1};
        setrlimit(RLIMIT_CPU, &limit);
        execv(argv[3], argv + 3);
        _exit(127);
    }
    /* What interrupts the terminal is for the command. */
    signal(SIGINT, SIG_IGN);
    int status;
    struct rusage usage;
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
        perror(argv[3]);
        return 125;
    }
    double took = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    double mib = (double)usage.ru_maxrss / 1024;
    if (getenv("LIMITED_REPORT"))
        fprintf(stderr, "limited: %.3f s, %.1f MiB\n", took, mib);
    if (took <= most_seconds && mib <= most_mib && WIFEXITED(status))
        return WEXITSTATUS(status);
    printf("limited: %.2f s of %g, %.1f MiB of %g, status %#x\n", took, most_seconds, mib, most_mib,
           (unsigned)status);
    return 125;
}
