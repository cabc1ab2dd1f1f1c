//! The child locks itself in, before it looks at anything.

use std::path::Path;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

use super::message::Confinement;

/// The most memory, in bytes of address space.
const MEMORY_BYTES: u64 = 2 << 30;
/// The most time of computing.
pub(super) const COMPUTING_S: u64 = 120;
/// The largest file that it may write, in bytes: what the readers take.
const FILE_BYTES: u64 = hexward_engine::io::MAX_TEXT_BYTES;
/// The most files that are open at once.
const OPEN_FILES: u64 = 64;

/// Variables that name folders with the data of GDAL and PROJ, or with libraries, where they are not the system's.
pub(super) const FOLDERS: [&str; 4] = ["GDAL_DATA", "PROJ_DATA", "PROJ_LIB", "LD_LIBRARY_PATH"];

/// Gives up all that reading one file does not need: memory, time and size are limited; files outside `room` cannot be
/// reached but for the system's libraries and their data; nothing can be connected or started. What this system cannot
/// forbid is said in the answer.
pub(super) fn confine(room: &Path) -> Confinement {
    Confinement {
        limits: limit(),
        files: kernel::limit_files(room),
        calls: kernel::limit_calls(),
    }
}

fn limit() -> bool {
    let limits = [
        (Resource::As, MEMORY_BYTES, MEMORY_BYTES),
        (Resource::Cpu, COMPUTING_S, COMPUTING_S + 5),
        (Resource::Fsize, FILE_BYTES, FILE_BYTES),
        (Resource::Nofile, OPEN_FILES, OPEN_FILES),
        (Resource::Core, 0, 0),
    ];
    let set = limits.into_iter().all(|(resource, soft, hard)| {
        let limit = Rlimit {
            current: Some(soft),
            maximum: Some(hard),
        };
        setrlimit(resource, limit).is_ok()
    });
    // whoever waits for the answer may be killed: nobody would end the child then
    set && dies_with_parent()
}

#[cfg(target_os = "linux")]
fn dies_with_parent() -> bool {
    set_parent_process_death_signal(Some(Signal::KILL)).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn dies_with_parent() -> bool {
    true
}

#[cfg(target_os = "linux")]
mod kernel {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, RestrictionStatus, Ruleset,
        RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch, apply_filter,
    };

    use super::FOLDERS;

    /// The newest rights that are asked for; older kernels give what they know.
    const RIGHTS: ABI = ABI::V6;

    /// Libraries, which are loaded while it works too (converters of encodings), and the data of GDAL and PROJ.
    const READABLE: [&str; 10] = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/usr/share/gdal",
        "/usr/share/proj",
        "/usr/local/share/gdal",
        "/usr/local/share/proj",
        "/etc/ld.so.cache",
    ];
    const DEVICES: [&str; 2] = ["/dev/null", "/dev/urandom"];

    pub(super) fn limit_files(room: &Path) -> bool {
        restrict(room).is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    }

    fn restrict(room: &Path) -> Result<RestrictionStatus, RulesetError> {
        let read = AccessFs::ReadFile | AccessFs::ReadDir;
        let folders = FOLDERS.iter().filter_map(std::env::var_os);
        let folders: Vec<PathBuf> = folders
            .flat_map(|list| std::env::split_paths(&list).collect::<Vec<_>>())
            .filter(|folder| folder.is_absolute())
            .collect();
        // files and folders, and no links
        let own = read
            | AccessFs::WriteFile
            | AccessFs::Truncate
            | AccessFs::MakeReg
            | AccessFs::RemoveFile
            | AccessFs::MakeDir
            | AccessFs::RemoveDir;
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(RIGHTS))?
            .handle_access(AccessNet::from_all(RIGHTS))?
            .scope(Scope::from_all(RIGHTS))?
            .create()?
            .add_rules(path_beneath_rules(READABLE, read))?
            .add_rules(path_beneath_rules(folders, read))?
            .add_rules(path_beneath_rules(DEVICES, read | AccessFs::WriteFile))?
            .add_rules(path_beneath_rules([room], own))?
            .restrict_self()
    }

    pub(super) fn limit_calls() -> bool {
        let applied = || -> Result<(), seccompiler::Error> {
            // this order: the list has no call that sets another filter
            apply_filter(&no_clone3()?)?;
            apply_filter(&only_listed()?)
        };
        applied().is_ok()
    }

    fn architecture() -> Result<TargetArch, seccompiler::Error> {
        Ok(std::env::consts::ARCH.try_into()?)
    }

    /// Calls that are not listed fail as forbidden: connecting, starting programs, looking into other processes.
    fn only_listed() -> Result<BpfProgram, seccompiler::Error> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            CALLS.iter().map(|&call| (call, Vec::new())).collect();
        let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
        let only_threads = SeccompCondition::new(
            0,
            SeccompCmpArgLen::Qword,
            SeccompCmpOp::MaskedEq(thread),
            thread,
        )?;
        rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![only_threads])?]);
        let itself = u64::from(std::process::id());
        let itself = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, itself)?;
        rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![itself])?]);
        let forbidden = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let filter = SeccompFilter::new(rules, forbidden, SeccompAction::Allow, architecture()?)?;
        Ok(filter.try_into()?)
    }

    /// The flags of `clone3` lie in memory, where a filter does not see them: as if this kernel did not have it, so that
    /// threads are begun with `clone`.
    fn no_clone3() -> Result<BpfProgram, seccompiler::Error> {
        let rules = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
        let absent = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, absent, architecture()?)?;
        Ok(filter.try_into()?)
    }

    /// What reading and writing files, memory and threads need.
    const CALLS: &[i64] = &[
        libc::SYS_brk,
        libc::SYS_clock_getres,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_clone3,
        libc::SYS_close,
        libc::SYS_copy_file_range,
        libc::SYS_dup,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_fadvise64,
        libc::SYS_fallocate,
        libc::SYS_fchmod,
        libc::SYS_fchown,
        libc::SYS_fcntl,
        libc::SYS_fdatasync,
        libc::SYS_flock,
        libc::SYS_fstat,
        libc::SYS_fstatfs,
        libc::SYS_fsync,
        libc::SYS_ftruncate,
        libc::SYS_futex,
        libc::SYS_getcwd,
        libc::SYS_getdents64,
        libc::SYS_getegid,
        libc::SYS_geteuid,
        libc::SYS_getgid,
        libc::SYS_getpid,
        libc::SYS_getppid,
        libc::SYS_getrandom,
        libc::SYS_getrusage,
        libc::SYS_gettid,
        libc::SYS_gettimeofday,
        libc::SYS_getuid,
        libc::SYS_lseek,
        libc::SYS_madvise,
        libc::SYS_membarrier,
        libc::SYS_mkdirat,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_nanosleep,
        libc::SYS_newfstatat,
        libc::SYS_openat,
        libc::SYS_ppoll,
        libc::SYS_pread64,
        libc::SYS_preadv,
        libc::SYS_prlimit64,
        libc::SYS_pwrite64,
        libc::SYS_pwritev,
        libc::SYS_read,
        libc::SYS_readlinkat,
        libc::SYS_readv,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_restart_syscall,
        libc::SYS_rseq,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sched_getaffinity,
        libc::SYS_sched_yield,
        libc::SYS_set_robust_list,
        libc::SYS_set_tid_address,
        libc::SYS_sigaltstack,
        libc::SYS_statfs,
        libc::SYS_statx,
        libc::SYS_sysinfo,
        libc::SYS_umask,
        libc::SYS_uname,
        libc::SYS_unlinkat,
        libc::SYS_utimensat,
        libc::SYS_write,
        libc::SYS_writev,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_access,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_arch_prctl,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_chmod,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_lstat,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_mkdir,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_open,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_readlink,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_rename,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_rmdir,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_stat,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_time,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_unlink,
    ];
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::path::Path;

    pub(super) fn limit_files(_room: &Path) -> bool {
        false
    }

    pub(super) fn limit_calls() -> bool {
        false
    }
}
