import com.mesosphere.mesos.rx.java.AwaitableSubscription;
import com.mesosphere.mesos.rx.java.MesosClientBuilder;
import com.mesosphere.mesos.rx.java.SinkOperation;
import com.mesosphere.mesos.rx.java.SinkOperations;
import com.mesosphere.mesos.rx.java.protobuf.ProtobufMesosClientBuilder;
import com.mesosphere.mesos.rx.java.util.UserAgentEntries;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.*;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import rx.Observable;

/** A scheduler in protobuf over mesos-rxjava: launches a task; with an id it takes over, reconciles, kills and tears down. */
public class Framework {
  static FrameworkID id;
  static boolean launched;

  public static void main(String[] given) throws Throwable {
    String account = given[1];
    boolean again = given.length > 2;
    if (again) id = FrameworkID.newBuilder().setValue(given[2]).build();
    FrameworkInfo.Builder info = FrameworkInfo.newBuilder().setUser(account).setName("rxjava").setFailoverTimeout(600);
    Call.Builder subscribe = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    if (again) subscribe.setFrameworkId(info.setId(id).getId());
    subscribe.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info));
    MesosClientBuilder<Call, Event> builder = ProtobufMesosClientBuilder.schedulerUsingProtos()
        .mesosUri(URI.create(given[0]))
        .applicationUserAgentEntry(UserAgentEntries.literal("framework", "1"))
        .subscribe(subscribe.build())
        .processStream(events -> events.flatMap(event -> Observable.from(react(event, again)))
            .map(call -> Optional.of(SinkOperations.create(call))));
    builder.build().openStream().await();
  }

  static Call.Builder call(Call.Type type) {
    return Call.newBuilder().setFrameworkId(id).setType(type);
  }

  static List<Call> react(Event event, boolean again) {
    List<Call> calls = new ArrayList<>();
    switch (event.getType()) {
      case SUBSCRIBED:
        id = event.getSubscribed().getFrameworkId();
        say("subscribed " + id.getValue());
        if (again) calls.add(call(Call.Type.RECONCILE).setReconcile(Call.Reconcile.getDefaultInstance()).build());
        break;
      case OFFERS:
        for (Offer offer : event.getOffers().getOffersList()) calls.add(answer(offer, again));
        break;
      case UPDATE:
        TaskStatus status = event.getUpdate().getStatus();
        say("update " + status.getTaskId().getValue() + " " + status.getState() + " " + status.getReason());
        if (status.hasUuid())
          calls.add(call(Call.Type.ACKNOWLEDGE).setAcknowledge(Call.Acknowledge.newBuilder()
              .setAgentId(status.getAgentId()).setTaskId(status.getTaskId()).setUuid(status.getUuid())).build());
        if (again && status.getState() == TaskState.TASK_RUNNING)
          calls.add(call(Call.Type.KILL).setKill(Call.Kill.newBuilder().setTaskId(status.getTaskId())).build());
        if (status.getState() == TaskState.TASK_KILLED) calls.add(call(Call.Type.TEARDOWN).build());
        break;
      case ERROR:
        say("error " + event.getError().getMessage());
        break;
      default:
        break;
    }
    return calls;
  }

  static Call answer(Offer offer, boolean again) {
    if (launched || again)
      return call(Call.Type.DECLINE).setDecline(Call.Decline.newBuilder().addOfferIds(offer.getId())).build();
    launched = true;
    TaskInfo task = TaskInfo.newBuilder().setName("sleeper").setTaskId(TaskID.newBuilder().setValue("sleeper.1"))
        .setAgentId(offer.getAgentId()).addResources(scalar("cpus", 0.1)).addResources(scalar("mem", 64))
        .setCommand(CommandInfo.newBuilder().setValue("sleep 1000")).build();
    Offer.Operation launch = Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH)
        .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task)).build();
    return call(Call.Type.ACCEPT)
        .setAccept(Call.Accept.newBuilder().addOfferIds(offer.getId()).addOperations(launch)).build();
  }

  static Resource scalar(String name, double value) {
    return Resource.newBuilder().setName(name).setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value)).build();
  }

  static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
