package haneul.services.network;

import haneul.base.host.HostQuestions;
import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.platform.http.ServiceApi;
import haneul.platform.link.HostReportSink;
import haneul.platform.link.HostWantedSource;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.http.NetworkApi;
import haneul.services.network.http.PathChecksApi;
import haneul.services.network.ops.AttachPorts;
import haneul.services.network.ops.ChangeNetwork;
import haneul.services.network.ops.ChangePort;
import haneul.services.network.ops.ChangeSubnet;
import haneul.services.network.ops.CheckNics;
import haneul.services.network.ops.CheckPaths;
import haneul.services.network.ops.ChooseAddresses;
import haneul.services.network.ops.ChooseMtu;
import haneul.services.network.ops.ChooseSegment;
import haneul.services.network.ops.CreateNetwork;
import haneul.services.network.ops.CreatePort;
import haneul.services.network.ops.CreateSubnet;
import haneul.services.network.ops.DefaultGroup;
import haneul.services.network.ops.DeleteNetwork;
import haneul.services.network.ops.DeletePort;
import haneul.services.network.ops.DeleteSubnet;
import haneul.services.network.ops.EditPort;
import haneul.services.network.ops.EnsureDhcp;
import haneul.services.network.ops.FindGroups;
import haneul.services.network.ops.FirstNetwork;
import haneul.services.network.ops.Groups;
import haneul.services.network.ops.Networks;
import haneul.services.network.ops.PhysicalNetworks;
import haneul.services.network.ops.PlaceDhcp;
import haneul.services.network.ops.Ports;
import haneul.services.network.ops.PortsOfServers;
import haneul.services.network.ops.ProjectQuotas;
import haneul.services.network.ops.ReadAgents;
import haneul.services.network.ops.SecurityGroups;
import haneul.services.network.ops.Subnets;
import haneul.services.network.ops.Tell;
import haneul.services.network.ops.UseDhcpAgent;
import haneul.services.network.ops.Views;
import haneul.services.network.reconcile.DhcpWatch;
import haneul.services.network.reconcile.NetworkReports;
import haneul.services.network.reconcile.NetworkWanted;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Networks: the API v2.0, ports for compute, and what hosts shall make of them. */
public final class NetworkService {
  private final Store store;
  private final InstantSource clock;
  private final ServiceApi api;
  private final ServiceApi pathChecks;
  private final ServerPorts serverPorts;
  private final NetworkReports reports;
  private final NetworkWanted wanted;
  private final FirstNetwork firstNetwork;
  private final DhcpWatch dhcpWatch;

  /**
   * @param questions how hosts are asked; needed first when a check of the underlay is
   */
  public NetworkService(
      Store store,
      InstantSource clock,
      Hosts hosts,
      NetworkSettings settings,
      Function<HostName, HostQuestions> questions) {
    this.store = store;
    this.clock = clock;
    RandomGenerator random = new java.security.SecureRandom();
    Tell tell = new Tell(hosts);
    Views views = new Views(hosts);
    PhysicalNetworks physical = new PhysicalNetworks(hosts, settings.segments());
    ChooseMtu mtus = new ChooseMtu(hosts, physical, settings.mtu());
    CreateNetwork createNetwork =
        new CreateNetwork(new ChooseSegment(settings.segments(), physical, random), mtus);
    ChooseAddresses addresses = new ChooseAddresses(random);
    DefaultGroup defaultGroup = new DefaultGroup(clock);
    CreatePort createPort = new CreatePort(clock, random, addresses, defaultGroup, tell);
    ChangePort changePort = new ChangePort(clock, tell);
    DeletePort deletePort = new DeletePort(tell);
    PlaceDhcp places = new PlaceDhcp(clock, hosts, settings.hostAlive(), changePort);
    EnsureDhcp ensureDhcp =
        new EnsureDhcp(places, createPort, changePort, deletePort, addresses, tell);
    CreateSubnet createSubnet = new CreateSubnet(ensureDhcp, tell);
    this.serverPorts =
        new PortsOfServers(
            new CheckNics(addresses),
            new AttachPorts(createPort, changePort, deletePort),
            new FindGroups(defaultGroup),
            views);
    this.api =
        NetworkApi.of(
            new NetworkApi.Operations(
                new Networks(
                    store,
                    createNetwork,
                    new ChangeNetwork(clock, mtus, tell),
                    new DeleteNetwork(tell)),
                new Subnets(
                    store,
                    createSubnet,
                    new ChangeSubnet(clock, ensureDhcp, tell),
                    new DeleteSubnet(clock, changePort, ensureDhcp, tell)),
                new Ports(store, createPort, new EditPort(addresses, changePort), deletePort),
                new Groups(store, defaultGroup, new SecurityGroups(clock, tell)),
                new ProjectQuotas(store),
                new ReadAgents(store, clock, hosts, settings.hostAlive()),
                new UseDhcpAgent(store, places)),
            clock);
    this.pathChecks =
        new PathChecksApi(new CheckPaths(store, clock, hosts, settings.hostAlive(), questions))
            .api();
    this.reports = new NetworkReports(ensureDhcp, places, tell);
    this.wanted = new NetworkWanted(views);
    this.dhcpWatch = new DhcpWatch(store, clock, settings.hostAlive(), places);
    this.firstNetwork = new FirstNetwork(createNetwork, createSubnet, defaultGroup);
  }

  /** The API under {@code /network}. */
  public ServiceApi api() {
    return api;
  }

  /** What the underlay carries between hosts, under {@code /haneul/v1}. */
  public ServiceApi pathChecks() {
    return pathChecks;
  }

  /** Ports for compute. */
  public ServerPorts serverPorts() {
    return serverPorts;
  }

  /** Networks and ports of a host's wanted state. */
  public HostWantedSource wanted() {
    return wanted;
  }

  /** What hosts report of ports and DHCP servers. */
  public HostReportSink reports() {
    return reports;
  }

  /** Has DHCP servers leave hosts that fall silent, once started. */
  public DhcpWatch dhcpWatch() {
    return dhcpWatch;
  }

  /** Gives the project the network {@code private} and its default group, the first time. */
  public void bootstrap(ProjectId project) {
    store.run(tx -> firstNetwork.ensure(tx, project, clock.instant()));
  }
}
