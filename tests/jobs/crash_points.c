/* Counts the operations that change files below CRASH_ROOT, and lets the one numbered CRASH_AT go wrong. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long at, passed;
static char root[PATH_MAX], how[16];

long crash_points_passed(void) { return passed; }

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("CRASH_AT");
    at = text ? atol(text) : -1;
    snprintf(root, sizeof root, "%s", getenv("CRASH_ROOT") ? getenv("CRASH_ROOT") : "");
    snprintf(how, sizeof how, "%s", getenv("CRASH_HOW") ? getenv("CRASH_HOW") : "");
    unsetenv("LD_PRELOAD"); /* the processes that this one starts are left alone */
}

static int is_below(const char *path) {
    char whole[PATH_MAX];
    if (at < 0 || !path || !root[0]) return 0;
    if (path[0] != '/') {
        char here[PATH_MAX / 2];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    return strncmp(path, root, strlen(root)) == 0;
}

static int is_below_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (at < 0 || !root[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* -1: the operation fails with errno; 1: it is to be done by half and then the end comes; 0: it goes on. */
static int reached(int ours, int takes_space) {
    if (!ours) return 0;
    long number = __sync_add_and_fetch(&passed, 1);
    if (at <= 0 || number < at) return 0;
    if (strcmp(how, "full") == 0) {
        if (!takes_space) return 0;
        errno = ENOSPC;
        return -1;
    }
    if (number != at) return 0;
    if (strcmp(how, "EIO") == 0) {
        errno = EIO;
        return -1;
    }
    if (strcmp(how, "torn") == 0 && takes_space) return 1;
    kill(getpid(), SIGKILL);
    return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITE(name, offset_type, declared, given)                               \
    ssize_t name(int fd, const void *data, size_t size declared) {              \
        int end = reached(is_below_fd(fd), 1);                                  \
        if (end < 0) return -1;                                                 \
        if (end) {                                                              \
            size /= 2;                                                          \
            REAL(name)(fd, data, size given);                                   \
            kill(getpid(), SIGKILL);                                            \
        }                                                                       \
        return REAL(name)(fd, data, size given);                                \
    }
#define COMMA ,
WRITE(write, , , )
WRITE(pwrite, off_t, COMMA off_t offset, COMMA offset)
WRITE(pwrite64, off64_t, COMMA off64_t offset, COMMA offset)

#define SIMPLE(type, name, declared, given, ours, takes_space)                  \
    type name declared {                                                        \
        int end = reached(ours, takes_space);                                   \
        if (end < 0) return -1;                                                 \
        if (end) kill(getpid(), SIGKILL);                                       \
        return REAL(name) given;                                                \
    }
SIMPLE(int, fsync, (int fd), (fd), is_below_fd(fd), 0)
SIMPLE(int, fdatasync, (int fd), (fd), is_below_fd(fd), 0)
SIMPLE(int, ftruncate, (int fd, off_t size), (fd, size), is_below_fd(fd), 0)
SIMPLE(int, ftruncate64, (int fd, off64_t size), (fd, size), is_below_fd(fd), 0)
SIMPLE(int, rename, (const char *a, const char *b), (a, b), is_below(a), 0)
SIMPLE(int, link, (const char *a, const char *b), (a, b), is_below(a), 1)
SIMPLE(int, unlink, (const char *a), (a), is_below(a), 0)
SIMPLE(int, unlinkat, (int fd, const char *a, int flags), (fd, a, flags), is_below_fd(fd) || is_below(a), 0)
SIMPLE(int, rmdir, (const char *a), (a), is_below(a), 0)
SIMPLE(int, mkdir, (const char *a, mode_t mode), (a, mode), is_below(a), 1)
SIMPLE(int, chmod, (const char *a, mode_t mode), (a, mode), is_below(a), 0)

#define OPEN(name)                                                              \
    int name(const char *path, int flags, ...) {                                \
        mode_t mode = 0;                                                        \
        if (flags & O_CREAT) {                                                  \
            va_list more;                                                       \
            va_start(more, flags);                                              \
            mode = va_arg(more, mode_t);                                        \
            va_end(more);                                                       \
        }                                                                       \
        int end = reached((flags & O_CREAT) && is_below(path), 1);              \
        if (end < 0) return -1;                                                 \
        if (end) kill(getpid(), SIGKILL);                                       \
        return REAL(name)(path, flags, mode);                                   \
    }
OPEN(open)
OPEN(open64)
