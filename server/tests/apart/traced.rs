//! What the child asks of the system, as strace saw it.

use std::path::Path;
use std::process::Command;

use crate::bench::{ADDRESSES, Bench, program};
use crate::parquet;

/// Where files may be opened besides the room: libraries and the data of GDAL and PROJ.
const OPEN: [&str; 7] = [
    "/lib/",
    "/lib64/",
    "/usr/lib/",
    "/usr/share/gdal",
    "/usr/share/proj",
    "/dev/null",
    "/dev/urandom",
];

/// What else the loader, the allocator and the libraries look at when they are loaded, before the child locks itself in.
const LOADING: [&str; 6] = [
    "/etc/ld.so.",
    "/proc/self/",
    "/sys/devices/system/",
    "/proc/sys/vm/overcommit_memory",
    "/sys/kernel/mm/transparent_hugepage/",
    "/usr/share/locale",
];

/// The calls of a child that converts a file; `None` where there is no strace, or it may not trace.
fn calls_of(bench: &Bench, file: &Path, layer: Option<&str>) -> Option<(String, String)> {
    let room = bench.path("room");
    let _none_yet = std::fs::remove_dir_all(&room);
    std::fs::create_dir(&room).expect("a folder");
    std::fs::copy(file, room.join("input")).expect("copied");
    let name = file
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let request = serde_json::json!({
        "name": name, "layer": layer, "encoding": null, "task": "Convert",
    });
    std::fs::write(room.join("request.json"), request.to_string()).expect("written");
    let trace = bench.path("trace");
    let run = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-s",
            "300",
            "-e",
            "trace=%file,%network,%process,landlock_restrict_self",
            "-o",
        ])
        .arg(&trace)
        .arg(program())
        .arg("apart")
        .arg(&room)
        .env_clear()
        .env("HOME", &room)
        .env("PATH", "/usr/bin:/bin")
        .env("OPENSSL_CONF", "/dev/null")
        .current_dir(&room)
        .output();
    let traced = std::fs::read_to_string(&trace).unwrap_or_default();
    match run {
        Ok(run) if traced.contains("execve(") => {
            Some((traced, String::from_utf8_lossy(&run.stdout).into_owned()))
        }
        _ => {
            eprintln!("skipped: strace is not installed or may not trace");
            None
        }
    }
}

/// The calls that should not have succeeded.
fn escapes(trace: &str, room: &str) -> Vec<String> {
    let (mut started, mut locked) = (0, false);
    let done = trace
        .lines()
        .filter(|line| !line.contains(" = -1 ") && !line.contains("= ?"));
    done.filter(|line| {
        let call = line.split_whitespace().nth(1).unwrap_or_default();
        let call = call.split('(').next().unwrap_or_default();
        match call {
            "landlock_restrict_self" => {
                locked = true;
                false
            }
            "execve" => {
                started += 1;
                started > 1
            }
            "socket" | "connect" | "bind" | "sendto" | "sendmsg" | "execveat" | "fork"
            | "vfork" => true,
            "clone" | "clone3" => !line.contains("CLONE_THREAD"),
            // a path that is only named, for the list of what may be read
            "open" | "openat" | "creat" | "openat2" if line.contains("O_PATH") => locked,
            "open" | "openat" | "creat" | "openat2" => {
                let path = line.split('"').nth(1).unwrap_or_default();
                let below =
                    |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
                let own = path.starts_with(room) || !path.starts_with('/');
                if locked {
                    !own && !below(&OPEN)
                } else {
                    own || !(below(&OPEN) || below(&LOADING))
                }
            }
            _ => false,
        }
    })
    .map(str::to_owned)
    .collect()
}

#[test]
fn nothing_outside_the_room_is_reached() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    let secret = bench.write("secret.csv", "id\nSECRET\n");
    let vrt = format!(
        "<OGRVRTDataSource><SrcDataSource>{}</SrcDataSource>",
        secret.display()
    );
    let mut files = vec![bench.write("upload.geojson", vrt)];
    let kml = "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><NetworkLink><Link>\
               <href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink><Style id=\"s\"><IconStyle><Icon>\
               <href>http://127.0.0.1:9/x.png</href></Icon></IconStyle></Style><Placemark><styleUrl>\
               http://127.0.0.1:9/y.kml#s</styleUrl><Point><coordinates>1,2</coordinates></Point></Placemark>\
               </Document></kml>";
    files.push(bench.write("link.kml", kml));
    files.push(bench.write("a.parquet", parquet::file("EPSG:4549")));
    for (driver, file) in [
        ("GPKG", "a.gpkg"),
        ("FlatGeobuf", "a.fgb"),
        ("XLSX", "a.xlsx"),
        ("LIBKML", "a.kml"),
    ] {
        if bench.ogr2ogr(&["-f", driver, file, "a.geojson", "-a_srs", "EPSG:4490"]) {
            files.push(bench.path(file));
        }
    }
    let to = [
        "-f",
        "ESRI Shapefile",
        "a.shp",
        "a.geojson",
        "-lco",
        "ENCODING=GB18030",
    ];
    if bench.ogr2ogr(&to) {
        let parts = ["a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg"];
        let contents = parts.map(|part| std::fs::read(bench.path(part)).expect("there"));
        let members: Vec<(&str, &[u8])> = parts
            .iter()
            .copied()
            .zip(contents.iter().map(Vec::as_slice))
            .collect();
        files.push(bench.zip("a.zip", &members));
    }
    let room = bench.path("room").display().to_string();
    for file in &files {
        let Some((trace, answer)) = calls_of(&bench, file, None) else {
            return;
        };
        if !trace.contains("landlock_restrict_self(") {
            eprintln!("skipped: this system lacks landlock");
            return;
        }
        let escapes = escapes(&trace, &room);
        assert!(escapes.is_empty(), "{}: {escapes:#?}", file.display());
        assert!(answer.contains("\"answer\""), "{answer}");
        assert!(!answer.contains("SECRET") && !trace.contains("secret.csv"));
    }
}

#[test]
fn the_trace_is_read_right() {
    let trace = r#"1 execve("/x", [], []) = 0
1 openat(AT_FDCWD, "/lib/x.so", O_RDONLY) = 3
1 openat(AT_FDCWD, "/room/input", O_RDONLY) = 3
1 landlock_restrict_self(3, 0) = 0
1 openat(AT_FDCWD, "/room/input", O_RDONLY) = 3
1 openat(AT_FDCWD, "/proc/self/status", O_RDONLY) = 3
1 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3
1 openat(AT_FDCWD, "/etc/shadow", O_RDONLY) = -1 EACCES (x)
1 socket(AF_INET, SOCK_STREAM, 0) = 4
1 execve("/bin/true", [], []) = 0"#;
    let found = escapes(trace, "/room");
    assert_eq!(found.len(), 5, "{found:?}");
}
