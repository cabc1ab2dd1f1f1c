//! Disks that are full or fail: what a client is told, and what the server does.

use std::future::pending;

use axum::http::StatusCode;
use hexward::serve::serve;
use hexward_engine::store::StoreError;
use hexward_tests::Site;
use tokio::net::TcpListener;

fn refused(full: bool) -> StoreError {
    let (path, reason) = ("city.gpkg".to_owned(), "disk I/O error".to_owned());
    if full {
        StoreError::Full { path, reason }
    } else {
        StoreError::Failed { path, reason }
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_the_server_goes_on() {
    let site = Site::empty();
    let error = site.state().refusal(&refused(true));
    assert_eq!(error.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(error.code(), "storage-full");
    assert!(!error.detail().contains("city.gpkg"), "{}", error.detail());
    assert_eq!(site.get("/health/ready").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_store_that_failed_ends_the_server() {
    let site = Site::empty();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let served = tokio::spawn(serve(listener, site.state().clone(), pending()));
    let error = site.state().refusal(&refused(false));
    assert_eq!(error.status(), StatusCode::SERVICE_UNAVAILABLE);
    let ready = site.get("/health/ready").await;
    assert!(ready.is_problem(503, "store-failed"), "{}", ready.text());
    let ended = served.await.expect("no panic").expect_err("told");
    assert!(ended.to_string().contains("disk I/O error"), "{ended}");
}
