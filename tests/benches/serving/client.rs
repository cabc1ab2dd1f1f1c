//! One connection of HTTP/1.1 that is kept, with no more than tiles and changesets need.

use std::io::{Error, ErrorKind};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Client {
    stream: TcpStream,
    host: String,
    read: Vec<u8>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }
}

impl Client {
    /// A connection to `host:port`.
    pub(crate) async fn connect(host: &str) -> Result<Self, Error> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            host: host.to_owned(),
            read: Vec::new(),
        })
    }

    /// The answer to a GET request.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer, Error> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.ask(&request).await
    }

    /// The answer to a POST request with JSON.
    pub(crate) async fn post(&mut self, path: &str, json: &str) -> Result<Answer, Error> {
        let (host, length) = (&self.host, json.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"
        );
        self.ask(&request).await
    }

    async fn ask(&mut self, request: &str) -> Result<Answer, Error> {
        self.stream.write_all(request.as_bytes()).await?;
        self.read.clear();
        let end = loop {
            self.more().await?;
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
        };
        let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, "no status"))?;
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length: usize = answer
            .header("content-length")
            .map_or(0, |digits| digits.parse().unwrap_or(0));
        while self.read.len() < end + 4 + length {
            self.more().await?;
        }
        answer.body.extend(&self.read[end + 4..end + 4 + length]);
        Ok(answer)
    }

    async fn more(&mut self) -> Result<(), Error> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the server hung up"));
        }
        Ok(())
    }
}
