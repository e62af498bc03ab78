//! Bearer tokens.

use app::{Permission, Role, Via, api_tokens::NewToken, clock::DAY};
use testkit::{TestApp, db_test};

fn reading(scopes: &[Permission]) -> NewToken {
    NewToken { name: "Shop".to_owned(), scopes: scopes.to_vec(), expires_on: None }
}

db_test! {
    async fn a_token_does_no_more_than_its_scopes_and_its_person(t: TestApp) {
        let owner = t.owner().await;
        let made = t
            .create_token(&owner, &reading(&[Permission::View, Permission::WriteConversions]))
            .await
            .expect("a token");
        assert!(made.token.starts_with("tandem_"));
        let actor = t.actor_of_token(&made.token).await.expect("known");
        assert_eq!(actor.via, Via::Token(made.id));
        assert_eq!(
            actor.permissions.iter().copied().collect::<Vec<_>>(),
            [Permission::View, Permission::WriteConversions]
        );
        assert_eq!(actor.workspace_id, owner.workspace_id);
        assert_eq!(t.actor_of_token("tandem_nonsense").await.expect_err("unknown").code(), "unauthenticated");

        let second = t.actor(Role::Owner).await;
        let members = t.members(&owner).await.expect("members");
        let id = members.iter().find(|member| Some(member.user_id) == owner.user_id).expect("one").id;
        let narrower =
            app::members::NewAccess { role: Role::Analyst, brand_id: None, access_ends_on: None };
        t.change_member(&second, id, &narrower).await.expect("changed");
        let actor = t.actor_of_token(&made.token).await.expect("known");
        assert_eq!(actor.permissions.iter().copied().collect::<Vec<_>>(), [Permission::View]);
        t.remove_member(&second, id).await.expect("removed");
        assert_eq!(t.actor_of_token(&made.token).await.expect_err("gone").code(), "unauthenticated");
    }

    async fn tokens_are_listed_revoked_and_run_out(t: TestApp) {
        let owner = t.owner().await;
        let mut new = reading(&[Permission::View]);
        new.expires_on = "2026-06-20".parse().ok();
        let short = t.create_token(&owner, &new).await.expect("a token");
        let long = t.create_token(&owner, &reading(&[Permission::View])).await.expect("a token");
        let harbour = t.second_workspace().await;
        assert_eq!(t.revoke_token(&harbour, long.id).await.expect_err("foreign").code(), "not_found");
        assert!(t.api_tokens(&harbour).await.expect("list").is_empty());
        t.actor_of_token(&short.token).await.expect("live");
        t.clock.advance(6 * DAY);
        assert_eq!(t.actor_of_token(&short.token).await.expect_err("ran out").code(), "unauthenticated");
        t.revoke_token(&owner, long.id).await.expect("revoked");
        assert_eq!(t.actor_of_token(&long.token).await.expect_err("revoked").code(), "unauthenticated");
        let analyst = t.actor(Role::Analyst).await;
        assert_eq!(t.api_tokens(&analyst).await.expect_err("no right").code(), "forbidden");
        let empty = t.create_token(&owner, &reading(&[])).await.expect_err("no scopes");
        assert_eq!(empty.code(), "invalid");
    }

    async fn the_operator_acts_as_the_owner(t: TestApp) {
        assert_eq!(t.actor_of_operator(None).await.expect_err("nobody").code(), "not_found");
        let owner = t.owner().await;
        let actor = t.actor_of_operator(None).await.expect("the only workspace");
        assert_eq!((actor.workspace_id, actor.via), (owner.workspace_id, Via::Cli));
        let harbour = t.second_workspace().await;
        assert_eq!(t.actor_of_operator(None).await.expect_err("two").code(), "several_workspaces");
        let actor = t.actor_of_operator(Some(harbour.workspace_id)).await.expect("named");
        assert_eq!(actor.user_id, harbour.user_id);
    }
}
