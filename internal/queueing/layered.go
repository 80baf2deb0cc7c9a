package queueing

import (
	"fmt"
	"math"
)

// Task is one kind of process in a layered network: a fixed number of threads
// that take turns in serving requests, use a processor, and wait, blocked, for
// the tasks that they call.
type Task struct {
	Name    string
	Threads int     // 0 for no limit
	Cores   int     // of its own processor; 0 for no limit
	Work    float64 // processor seconds of one request
	Think   float64 // of a task that nobody calls: mean pause between requests
	Calls   []TaskCall
}

// TaskCall is how often one request of a task calls another task and waits.
type TaskCall struct {
	To   int // index of the task
	Mean float64
}

// Layered is the steady state of one task.
type Layered struct {
	Throughput  float64 // requests per second
	Service     float64 // seconds a thread is held by one request, blocking included
	Wait        float64 // seconds a request waits for a thread
	Utilisation float64 // mean number of threads that are busy
	Processor   float64 // mean number of cores that are busy
}

// SolveLayered solves a layered network of synchronous calls by the method of
// layers: each task's callers are the customers of a closed network whose only
// queue is the task, their time elsewhere being their pause, and what a thread
// is held for follows from the tasks below; both are repeated until they agree.
// Rolia and Sevcik 1995; Woodside et al. 1995 for the model (LQN).
//
// It is an approximation: exact for one customer, within some 5% of simulated
// tiers that share threads and blocked callers. A task that nobody calls is
// a reference task: its threads are the customers. It returns an error when
// tasks call each other in a ring.
func SolveLayered(tasks []Task) ([]Layered, error) {
	order, err := callOrder(tasks)
	if err != nil {
		return nil, err
	}
	s := &layers{tasks, customers(tasks, order), make([]float64, len(tasks)), make([]Layered, len(tasks))}
	for range 2000 {
		// Callees before callers, so that what blocks a thread is known.
		for i := len(order) - 1; i >= 0; i-- {
			s.updateService(order[i])
		}
		change := 0.0
		for _, t := range order {
			before := s.out[t].Throughput
			s.updateThroughput(t)
			s.updateWaits(t)
			change = max(change, math.Abs(s.out[t].Throughput-before)/max(1e-300, s.out[t].Throughput))
		}
		if change < 1e-12 {
			break
		}
	}
	return s.out, nil
}

// layers is the state of SolveLayered.
type layers struct {
	tasks     []Task
	customers []int
	coreWait  []float64 // of one request, for a core
	out       []Layered
}

// updateService adds up what holds a thread of task t.
func (s *layers) updateService(t int) {
	service := s.tasks[t].Work + s.coreWait[t]
	for _, c := range s.tasks[t].Calls {
		service += c.Mean * (s.out[c.To].Wait + s.out[c.To].Service)
	}
	s.out[t].Service = service
}

// callOrder returns the tasks with callers before callees.
func callOrder(tasks []Task) ([]int, error) {
	callers := make([]int, len(tasks))
	for _, t := range tasks {
		for _, c := range t.Calls {
			callers[c.To]++
		}
	}
	var order []int
	for i, n := range callers {
		if n == 0 {
			order = append(order, i)
		}
	}
	for i := 0; i < len(order); i++ {
		for _, c := range tasks[order[i]].Calls {
			if callers[c.To]--; callers[c.To] == 0 {
				order = append(order, c.To)
			}
		}
	}
	if len(order) < len(tasks) {
		return nil, fmt.Errorf("the %d tasks call each other in a ring", len(tasks)-len(order))
	}
	return order, nil
}

// updateThroughput takes a reference task's rate from its cycle and another's
// from its callers.
func (s *layers) updateThroughput(t int) {
	rate, called := 0.0, false
	for i, caller := range s.tasks {
		for _, c := range caller.Calls {
			if c.To == t {
				called = true
				rate += c.Mean * s.out[i].Throughput
			}
		}
	}
	out, task := &s.out[t], s.tasks[t]
	if !called {
		rate = float64(s.customers[t]) / max(1e-300, task.Think+out.Service)
	}
	out.Throughput = rate
	out.Utilisation = rate * out.Service
	out.Processor = rate * task.Work
}

// customers returns how many requests each task can hold at once: a reference
// task its threads, another as many as its callers send, up to its threads.
func customers(tasks []Task, order []int) []int {
	n := make([]int, len(tasks))
	for _, t := range order {
		if n[t] == 0 { // nobody calls it
			n[t] = max(1, tasks[t].Threads)
		} else if tasks[t].Threads > 0 {
			n[t] = min(n[t], tasks[t].Threads)
		}
		for _, c := range tasks[t].Calls {
			n[c.To] += n[t]
		}
	}
	return n
}

// updateWaits solves the layer above task t, its callers as customers of one
// station with t's threads, and the layer below it, its threads as customers of
// its cores. Half a step is taken, so that the layers do not swing.
func (s *layers) updateWaits(t int) {
	out, task := &s.out[t], s.tasks[t]
	if out.Throughput == 0 {
		return
	}
	if task.Cores > 0 && s.customers[t] > task.Cores && task.Work > 0 {
		cycle := float64(s.customers[t]) / out.Throughput
		elsewhere := max(0, cycle-task.Work-s.coreWait[t])
		response := stationResponse(task.Cores, s.customers[t], elsewhere, task.Work)
		s.coreWait[t] += (response - task.Work - s.coreWait[t]) / 2
	}
	if task.Threads == 0 || out.Service == 0 {
		return
	}
	var classes []ClosedClass
	var visits []float64
	for i, caller := range s.tasks {
		for _, c := range caller.Calls {
			if c.To != t || c.Mean == 0 {
				continue
			}
			cycle := float64(s.customers[i]) / s.out[i].Throughput
			elsewhere := max(0, cycle-c.Mean*(out.Wait+out.Service))
			classes = append(classes, ClosedClass{s.customers[i], elsewhere, []float64{c.Mean * out.Service}})
			visits = append(visits, c.Mean)
		}
	}
	if len(classes) > 0 {
		out.Wait += (layerWait(classes, visits, task.Threads, out.Service) - out.Wait) / 2
	}
}

// layerWait returns the mean wait of a call for a thread, over all callers.
func layerWait(classes []ClosedClass, visits []float64, threads int, service float64) float64 {
	if len(classes) == 1 {
		c := classes[0]
		return max(0, stationResponse(threads, c.Population, c.Think, c.Demand[0])/visits[0]-service)
	}
	m := MVAMix([]int{threads}, classes)
	sum, calls := 0.0, 0.0
	for i := range classes {
		rate := m.Throughput[i] * visits[i]
		sum += rate * (m.Response[i]/visits[i] - service)
		calls += rate
	}
	return max(0, sum/calls)
}

// stationResponse returns the response at one station of a closed network:
// exact, but for several servers and more than 200 customers, where the exact
// solution would take long.
func stationResponse(servers, population int, think, demand float64) float64 {
	if servers > 1 && population > 200 {
		return MVAMix([]int{servers}, []ClosedClass{{population, think, []float64{demand}}}).Response[0]
	}
	return MVA([]Station{{demand, servers}}, think, population).Response
}
