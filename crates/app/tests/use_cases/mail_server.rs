//! A mail server for tests that says what the address asks for.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A mail server. What a local part begins with says what becomes of the letter.
#[derive(Clone)]
pub struct Post {
    /// Every letter whose text came whole, whatever was answered.
    took: Arc<Mutex<Vec<(String, String)>>>,
    /// How often each recipient was named.
    pub named: Arc<Mutex<BTreeMap<String, usize>>>,
    /// Letters to `slow…` wait for this before they are answered.
    pub open: Arc<tokio::sync::Semaphore>,
}

impl Post {
    pub async fn start() -> (String, Self) {
        let open = Arc::new(tokio::sync::Semaphore::new(0));
        let post = Self { took: Arc::default(), named: Arc::default(), open };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let served = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(stream));
            }
        });
        (url, post)
    }

    async fn serve(self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut to = String::new();
        write.write_all(b"220 ready\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            let answer: &[u8] = match word.as_str() {
                "EHLO" => b"250-post.example\r\n250 8BITMIME\r\n",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let seen = {
                        let mut named = self.named.lock().expect("names");
                        let seen = named.entry(to.clone()).or_default();
                        *seen += 1;
                        *seen
                    };
                    match to.get(..4).unwrap_or_default() {
                        "gone" => b"550 5.1.1 no such user here\r\n",
                        "bare" => b"550 relay access denied\r\n",
                        "from" => b"550 5.1.8 who are you\r\n",
                        "full" => b"552 5.2.2 mailbox full\r\n",
                        "helo" => b"550 5.5.2 helo what?\r\n",
                        "late" if seen == 1 => b"451 4.7.1 come again\r\n",
                        _ => b"250 fine\r\n",
                    }
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut text = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        text.push_str(&line);
                        text.push('\n');
                    }
                    self.took.lock().expect("letters").push((to.clone(), text));
                    match to.get(..4).unwrap_or_default() {
                        // Taken, and nobody is told.
                        "lost" => return Ok(()),
                        "spam" => b"554 5.7.1 we like it not\r\n",
                        "slow" => {
                            drop(self.open.acquire().await);
                            b"250 taken\r\n"
                        }
                        _ => b"250 taken\r\n",
                    }
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 fine\r\n",
            };
            write.write_all(answer).await?;
        }
        Ok(())
    }

    pub fn letters(&self) -> Vec<(String, String)> {
        self.took.lock().expect("letters").clone()
    }

    /// How many letters each address got.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for (to, _) in self.letters() {
            *counts.entry(to).or_default() += 1;
        }
        counts
    }
}
