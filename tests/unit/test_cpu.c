/* Tests of the limits that a control group sets, on files written here. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cpu.h"

static char mount[] = "/tmp/attn-cpu-XXXXXX";

/* The mount with `name` under it, NULL for itself; one answer at a time. */
static const char *under(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s%s%s", mount, name ? "/" : "", name ? name : "");
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(under(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_mount(void)
{
    strcpy(mount + strlen(mount) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(mount));
    mkdir(under("outer"), 0700);
    mkdir(under("outer/inner"), 0700);
    mkdir(under("cpu,cpuacct"), 0700);
    mkdir(under("cpu,cpuacct/group"), 0700);
    mkdir(under("memory"), 0700);
}

static void remove_mount(void)
{
    char command[600];
    snprintf(command, sizeof command, "rm -rf '%s'", mount);
    ck_assert_int_eq(system(command), 0);
}

static size_t limit(size_t (*of)(const char *, const char *))
{
    char membership[512];
    snprintf(membership, sizeof membership, "%s", under("membership"));
    return of(membership, under(NULL));
}

START_TEST(version_2_takes_the_tightest_of_a_group_and_its_parents)
{
    write_file("membership", "0::/outer/inner\n");
    write_file("outer/inner/cpu.max", "max 100000\n");
    write_file("outer/cpu.max", "250000 100000\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 3); /* 2.5, rounded up */
    write_file("outer/inner/cpu.max", "50000 100000\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 1);
    write_file("outer/inner/cpu.max", "300000 100000\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 3);
    write_file("outer/inner/cpu.max", "600000 100000\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 3);
    write_file("outer/inner/memory.max", "max\n");
    ck_assert_uint_eq(limit(cgroup_memory), 0);
    write_file("outer/memory.max", "1048576\n");
    ck_assert_uint_eq(limit(cgroup_memory), 1048576);
    /* A host may have mounts of version 1 beside it: their groups limit nothing here. */
    write_file("membership", "3:cpu:/outer/inner\n0::/outer\n1:name=systemd:/\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 3);
    write_file("membership", "3:cpu:/outer/inner\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 0);
}
END_TEST

START_TEST(limits_that_make_no_sense_are_none)
{
    write_file("membership", "0::/outer\n");
    write_file("outer/cpu.max", "100000 0\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 0);
    write_file("outer/cpu.max", "1e300 1\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 0);
    write_file("outer/memory.max", "0\n");
    ck_assert_uint_eq(limit(cgroup_memory), 0);
    write_file("outer/memory.max", "4096\n");
    ck_assert_uint_eq(limit(cgroup_memory), 4096);
    /* A name too long for a path. */
    char line[4090];
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "0::/", 4);
    line[sizeof line - 1] = '\0';
    write_file("membership", line);
    ck_assert_uint_eq(limit(cgroup_memory), 0);
}
END_TEST

START_TEST(no_files_no_limit)
{
    ck_assert_uint_eq(limit(cgroup_cpus), 0);
    ck_assert_uint_eq(limit(cgroup_memory), 0);
    write_file("membership", "nonsense\n1:cpu:/\n::\n");
    write_file("outer/cpu.max", "nonsense\n");
    ck_assert_uint_eq(limit(cgroup_cpus), 0);
}
END_TEST

START_TEST(this_machine_has_a_cpu_and_memory)
{
    ck_assert_uint_ge(cpu_usable(), 1);
    ck_assert_uint_le(cpu_usable(), (size_t)sysconf(_SC_NPROCESSORS_CONF));
    ck_assert_uint_gt(cpu_memory(), 1 << 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cpu");
    TCase *tests = tcase_create("limits");
    tcase_add_checked_fixture(tests, make_mount, remove_mount);
    tcase_add_test(tests, version_2_takes_the_tightest_of_a_group_and_its_parents);
    tcase_add_test(tests, limits_that_make_no_sense_are_none);
    tcase_add_test(tests, no_files_no_limit);
    tcase_add_test(tests, this_machine_has_a_cpu_and_memory);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
