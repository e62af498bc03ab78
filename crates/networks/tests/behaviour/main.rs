//! One suite for all networks: every case runs on every network, and what a case expects follows from the network's
//! capabilities. The networks are simulated, written from the same fact sheets by other hands.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod accepted;
mod bluesky;
mod bluesky_media;
mod bluesky_oauth;
mod connecting;
mod discord;
mod engine;
mod facebook;
mod failing;
mod google_business;
mod instagram;
mod linkedin;
mod mastodon;
mod matrix;
mod measuring;
mod meta;
mod once;
mod pinterest;
mod publishing;
mod real_servers;
mod reddit;
mod rig;
mod slack;
mod telegram;
mod threads;
mod tiktok;
mod unknown_servers;
mod webhooks;
mod wordpress;
mod world;
mod x;
mod youtube;

/// Makes a test of each case for each network.
#[macro_export]
macro_rules! on_each_network {
    ($($case:ident),+ $(,)?) => {
        mod on_bluesky {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Bluesky).await).await;
                }
            )+
        }
        mod on_mastodon {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Mastodon).await).await;
                }
            )+
        }
        mod on_facebook {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Facebook).await).await;
                }
            )+
        }
        mod on_instagram {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Instagram).await).await;
                }
            )+
        }
        mod on_threads {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Threads).await).await;
                }
            )+
        }
        mod on_linkedin {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::LinkedIn).await).await;
                }
            )+
        }
        mod on_x {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::X).await).await;
                }
            )+
        }
        mod on_discord {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Discord).await).await;
                }
            )+
        }
        mod on_slack {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::Slack).await).await;
                }
            )+
        }
        mod on_wordpress {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::WordPress).await).await;
                }
            )+
        }
        mod on_youtube {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::YouTube).await).await;
                }
            )+
        }
        mod on_google_business {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case($crate::world::World::start(networks::Network::GoogleBusiness).await).await;
                }
            )+
        }
    };
}
