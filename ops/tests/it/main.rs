//! The operator's routes through the front door.

#![cfg(test)]

use std::{net::SocketAddr, sync::Arc};

use accounts::{Accounts, testing::sign_up};
use async_trait::async_trait;
use gate::{Audience, Edge};
use kernel::{Identity, MailId, Problem, Topic};
use ops::{Ops, SchemaCheck};
use platform::{
    db::{DbError, Tx},
    health::PartHealth,
    mail::{Mail, SendMail},
};
use testkit::{Client, World};

struct Nobody;

#[async_trait]
impl Audience for Nobody {
    async fn topics(&self, _: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(Vec::new())
    }
}

async fn app(world: &World, schema: Result<(), String>) -> Client {
    let accounts = Accounts::new(&world.platform).await.expect("accounts");
    let check: SchemaCheck = Arc::new(move || {
        let schema = schema.clone();
        Box::pin(async move { schema })
    });
    let ops = Ops::new(&world.platform, &accounts, None, check);
    let edge = Edge::new(&world.platform, Arc::new(accounts.clone()), Arc::new(Nobody));
    Client::new(edge.mount(accounts::routes(accounts)).mount(ops::routes(ops)).build().0)
}

testkit::on_both! {
    async fn health_names_each_part_and_turns_red_with_the_worst(world: World) {
        let anonymous = app(&world, Ok(())).await;
        let health = anonymous.get("/health").await.expect(200).json();
        assert_eq!(health["status"], "ok", "{health}");
        for part in ["database", "bus", "storage", "auth"] {
            assert_eq!(health["services"][part]["status"], "ok", "{part}: {health}");
        }
        world.platform.health.register("storage", || async { PartHealth::down("the disk is gone") });
        let mut answer = anonymous.get("/health").await;
        for _ in 0..20 {
            if answer.status == 503 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            answer = anonymous.get("/health").await;
        }
        let health = answer.expect(503).json();
        assert_eq!(health["services"]["storage"]["detail"], "the disk is gone");
    }

    async fn readiness_is_red_while_the_schema_does_not_fit_and_while_stopping(world: World) {
        let unfit = app(&world, Err("two migrations are missing".into())).await;
        unfit.get("/readyz").await.expect_problem(503, "unavailable");
        let fit = app(&world, Ok(())).await;
        let _ = fit.get("/readyz").await.expect(200);
        world.platform.tasks.stop();
        fit.get("/readyz").await.expect_problem(503, "unavailable");
        let _ = fit.get("/livez").await.expect(200);
    }

    async fn metrics_and_mails_are_for_owners(world: World) {
        let anonymous = app(&world, Ok(())).await;
        let owner = sign_up(&anonymous, "Ada").await;
        let member = sign_up(&anonymous, "Grace").await;
        let remote = SocketAddr::from(([203, 0, 113, 9], 4711));
        anonymous.from_address(remote).get("/metrics").await.expect_problem(401, "unauthenticated");
        member.client.from_address(remote).get("/metrics").await.expect_problem(403, "forbidden");
        anonymous.get("/api/admin/mails").await.expect_problem(401, "unauthenticated");
        member.client.get("/api/admin/mails").await.expect_problem(403, "forbidden");

        let mail = Mail { to: "ada@example.com".into(), subject: "Hello".into(), text: "A link".into(), html: None };
        let job = SendMail { id: MailId::generate(&world.platform.clock, &world.platform.rng), mail };
        world.platform.db.write(async move |tx: &Tx| { tx.enqueue(&job); Ok::<_, DbError>(()) }).await.expect("enqueued");
        world.run_jobs().await;
        let mails = owner.client.get("/api/admin/mails").await.expect(200);
        assert_eq!(mails.text("/items/0/subject"), "Hello");
        owner.client.get("/api/admin/mails?cursor=nonsense").await.expect_problem(422, "invalid_input");
        owner.client.get("/api/admin/mails?limit=0").await.expect_problem(422, "invalid_input");
    }
}
