package fault

// all is every fault. Adding one is one file and one name here.
var all = []*Fault{
	crash, coldRestart, slowReplica, hang, errorRate,
	zoneLoss, regionLoss,
	linkDelay, packetLoss, oneWay, partition, bandwidth,
	dnsEmpty, dnsStale,
	dependencyDown, dependencySlow, thirdPartyLimit,
	connectionLeak, threadLimit, descriptorLimit, memoryPressure, steal,
	diskFull, diskSlow, cacheFlush, hotKey, failoverLag, splitBrain, replicationLag, clockSkew,
	poison, consumersStopped,
	spike, reconnectHerd,
	retryMisconfigured, badDeploy, badConfig, expiredCertificate, removed,
	autoscalerBlind, autoscalerCapped, healthWrong, failoverFails, monitoringLost,
}
