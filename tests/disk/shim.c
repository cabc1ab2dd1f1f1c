/*
 * A layer between a program and its disk, loaded with LD_PRELOAD: it records what the program does to the files below
 * one folder, and lets chosen effects fail. The tests in tests/tests/disk compile it and read its trace.
 *
 * HEXWARD_DISK_ROOT    the folder, absolute and without links
 * HEXWARD_DISK_TRACE   the file that the trace is written to, outside the folder
 * HEXWARD_DISK_FAULT   AT,KIND,SPAN: from effect AT on (the first is 0) fail with KIND eio, enospc, short or torn;
 *                      SPAN once or always. `short` writes half and says so; `torn` writes half and says eio.
 *                      enospc with always spares what needs no space; it ends when the program prints a line with
 *                      "space again".
 * HEXWARD_DISK_FORGET  syncs of files whose name ends so are answered, but not done; "folder" means the folder
 *
 * Effects are: create, write, truncate, sync, sync of the folder, rename, unlink. Files ending in -shm are left alone:
 * they are shared memory, made anew after a crash. What the program prints to standard output is recorded, not counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { CREATE = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, SAID };
enum outcome { DONE = 0, FAILED = 1, CUT = 2 };
enum fault { NONE, EIO_FAULT, ENOSPC_FAULT, SHORT_FAULT, TORN_FAULT };

#define MAX_FD 4096
#define MAX_PATH 1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int is_ready;
static char root[MAX_PATH];
static size_t root_length;
static const char *forget;
static int trace = -1;
static long effects, fault_at = -1;
static enum fault fault_kind;
static int fault_always, fault_over;
static char names[MAX_FD][128];
static int is_known[MAX_FD];

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);

static void prepare(void)
{
    if (is_ready)
        return;
    is_ready = 1;
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    const char *folder = getenv("HEXWARD_DISK_ROOT"), *file = getenv("HEXWARD_DISK_TRACE");
    if (!folder || !file || strlen(folder) >= sizeof root)
        return;
    trace = real_open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (trace < 0)
        abort();
    forget = getenv("HEXWARD_DISK_FORGET");
    const char *fault = getenv("HEXWARD_DISK_FAULT");
    char kind[16], span[16];
    if (fault) {
        if (sscanf(fault, "%ld,%15[a-z],%15[a-z]", &fault_at, kind, span) != 3)
            abort();
        fault_always = !strcmp(span, "always");
        fault_kind = !strcmp(kind, "eio") ? EIO_FAULT
                   : !strcmp(kind, "enospc") ? ENOSPC_FAULT
                   : !strcmp(kind, "short") ? SHORT_FAULT : TORN_FAULT;
    }
    strcpy(root, folder);
    root_length = strlen(root);
}

__attribute__((constructor)) static void start(void) { prepare(); }

/* The name below the folder, "" for the folder itself, NULL for what is not ours. */
static const char *below(const char *path)
{
    if (!root_length || !path || strncmp(path, root, root_length))
        return NULL;
    const char *name = path + root_length;
    if (*name == '/')
        name++;
    else if (*name)
        return NULL;
    size_t length = strlen(name);
    if (length >= sizeof names[0] || (length > 4 && !strcmp(name + length - 4, "-shm")))
        return NULL;
    return name;
}

static void put(const void *bytes, size_t count)
{
    const char *next = bytes;
    while (count) {
        ssize_t written = real_write(trace, next, count);
        if (written <= 0)
            abort();
        next += written;
        count -= (size_t)written;
    }
}

static void record(enum kind kind, enum outcome outcome, const char *name, uint64_t offset, const void *bytes, uint64_t count)
{
    struct { uint8_t kind, outcome; uint16_t name; uint32_t unused; uint64_t offset, count; } head = {
        (uint8_t)kind, (uint8_t)outcome, (uint16_t)strlen(name), 0, offset, count };
    int saved = errno;
    put(&head, sizeof head);
    put(name, head.name);
    put(bytes, count);
    errno = saved;
}

/* Whether the next effect fails, and how; counts it. `needs_space` says whether a full disk refuses it for good. */
static enum fault next_fault(int needs_space)
{
    long number = effects++;
    if (fault_at < 0 || fault_over || number < fault_at)
        return NONE;
    if (number > fault_at && !fault_always)
        return NONE;
    if (fault_kind == ENOSPC_FAULT && fault_always && !needs_space)
        return NONE;
    return fault_kind;
}

static int fail(enum fault fault)
{
    errno = fault == ENOSPC_FAULT ? ENOSPC : EIO;
    return -1;
}

static const char *name_of(int fd)
{
    return fd >= 0 && fd < MAX_FD && is_known[fd] ? names[fd] : NULL;
}

static int open_file(int folder, const char *path, int flags, mode_t mode)
{
    prepare();
    const char *name = below(path);
    if (!name)
        return real_openat(folder, path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat found;
    int is_there = !stat(path, &found);
    int creates = !is_there && (flags & O_CREAT);
    int cuts = is_there && (flags & O_TRUNC) && found.st_size > 0;
    enum fault fault = creates || cuts ? next_fault(creates) : NONE;
    int fd;
    if (fault != NONE && fault != SHORT_FAULT) {
        record(creates ? CREATE : TRUNCATE, FAILED, name, 0, NULL, 0);
        fd = fail(fault);
    } else {
        fd = real_openat(folder, path, flags, mode);
        if (fd >= 0 && fd < MAX_FD) {
            if (creates || cuts)
                record(creates ? CREATE : TRUNCATE, DONE, name, 0, NULL, 0);
            strcpy(names[fd], name);
            is_known[fd] = 1;
        }
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) return open_file(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_file(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_file(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_file(folder, path, flags, mode); }

int close(int fd)
{
    prepare();
    if (fd >= 0 && fd < MAX_FD)
        is_known[fd] = 0;
    return real_close(fd);
}

/* A write at an offset, or where the file is (-1). */
static ssize_t write_file(const char *name, int fd, const void *bytes, size_t count, off_t offset)
{
    pthread_mutex_lock(&lock);
    off_t start = offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR);
    struct stat found = { 0 };
    fstat(fd, &found);
    enum fault fault = next_fault(start + (off_t)count > found.st_size);
    ssize_t written = -1;
    if (fault == EIO_FAULT || fault == ENOSPC_FAULT) {
        record(WRITE, FAILED, name, (uint64_t)start, NULL, 0);
        fail(fault);
    } else {
        size_t part = fault == NONE ? count : (count + 1) / 2;
        written = offset >= 0 ? real_pwrite(fd, bytes, part, offset) : real_write(fd, bytes, part);
        if (written > 0)
            record(WRITE, fault == NONE ? DONE : CUT, name, (uint64_t)start, bytes, (uint64_t)written);
        if (fault == TORN_FAULT)
            written = fail(fault);
    }
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    prepare();
    const char *name = name_of(fd);
    if (name)
        return write_file(name, fd, bytes, count, -1);
    if (fd == STDOUT_FILENO && trace >= 0) {
        pthread_mutex_lock(&lock);
        record(SAID, DONE, "", 0, bytes, count);
        if (memmem(bytes, count, "space again", 11))
            fault_over = 1;
        pthread_mutex_unlock(&lock);
    }
    return real_write(fd, bytes, count);
}

static ssize_t write_at(int fd, const void *bytes, size_t count, off_t offset)
{
    prepare();
    const char *name = name_of(fd);
    return name ? write_file(name, fd, bytes, count, offset) : real_pwrite(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return write_at(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return write_at(fd, bytes, count, offset); }

static int cut_file(int fd, off_t length)
{
    prepare();
    const char *name = name_of(fd);
    if (!name)
        return real_ftruncate(fd, length);
    pthread_mutex_lock(&lock);
    struct stat found = { 0 };
    fstat(fd, &found);
    enum fault fault = next_fault(length > found.st_size);
    int failed = fault != NONE && fault != SHORT_FAULT;
    int result = failed ? fail(fault) : real_ftruncate(fd, length);
    record(TRUNCATE, failed ? FAILED : DONE, name, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate(int fd, off_t length) { return cut_file(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut_file(fd, length); }

static int is_forgotten(const char *name)
{
    if (!forget)
        return 0;
    if (!*name)
        return !strcmp(forget, "folder");
    size_t length = strlen(name), ending = strlen(forget);
    return length >= ending && !strcmp(name + length - ending, forget);
}

static int sync_file(int fd, int (*real)(int))
{
    const char *name = name_of(fd);
    if (!name)
        return real(fd);
    if (is_forgotten(name))
        return 0;
    pthread_mutex_lock(&lock);
    enum fault fault = next_fault(0);
    int failed = fault != NONE && fault != SHORT_FAULT;
    int result = failed ? fail(fault) : real(fd);
    record(SYNC, failed ? FAILED : DONE, name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int fsync(int fd) { prepare(); return sync_file(fd, real_fsync); }
int fdatasync(int fd) { prepare(); return sync_file(fd, real_fdatasync); }

int rename(const char *from, const char *to)
{
    prepare();
    const char *old = below(from), *new = below(to);
    if (!old || !new)
        return real_rename(from, to);
    pthread_mutex_lock(&lock);
    enum fault fault = next_fault(1);
    int failed = fault != NONE && fault != SHORT_FAULT;
    int result = failed ? fail(fault) : real_rename(from, to);
    if (failed || !result)
        record(RENAME, failed ? FAILED : DONE, old, 0, new, strlen(new));
    pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path)
{
    prepare();
    const char *name = below(path);
    struct stat found;
    if (!name || stat(path, &found))
        return real_unlink(path);
    pthread_mutex_lock(&lock);
    enum fault fault = next_fault(0);
    int failed = fault != NONE && fault != SHORT_FAULT;
    int result = failed ? fail(fault) : real_unlink(path);
    if (failed || !result)
        record(UNLINK, failed ? FAILED : DONE, name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
