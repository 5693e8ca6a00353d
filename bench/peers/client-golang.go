// Gives Go's client_golang the work that the benchmark gives every peer. The program reads one command a line, "observe
// COUNT", "request COUNT" or "render SERIES", and answers with the CPU time of one operation in nanoseconds.
package main

import (
	"bufio"
	"fmt"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var labelNames = []string{"endpoint", "method", "status"}
var statuses = []string{"200", "200", "200", "404"}

func main() {
	measures := map[string]func(int) float64{"observe": newObserve(), "request": newRequest(), "render": newRender()}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var name string
		var count int
		fmt.Sscan(lines.Text(), &name, &count)
		fmt.Println(measures[name](count))
	}
}

// newObserve measures one labelled Observe of a histogram.
func newObserve() func(int) float64 {
	endpoints := endpoints()
	duration := histogram("observed_seconds")
	return func(count int) float64 {
		return cpuPerOperation(count, func(at int) {
			duration.WithLabelValues(endpoints[at%len(endpoints)], "GET", statuses[at%4]).Observe(float64(at%100) / 500)
		})
	}
}

// newRequest measures the record of one request: count, duration, two sizes and in-flight.
func newRequest() func(int) float64 {
	endpoints := endpoints()
	count := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "http_request_count_total"}, labelNames)
	duration := histogram("http_request_duration_seconds")
	received := prometheus.NewSummaryVec(prometheus.SummaryOpts{Name: "http_request_size_bytes"}, labelNames)
	sent := prometheus.NewSummaryVec(prometheus.SummaryOpts{Name: "http_response_size_bytes"}, labelNames)
	inFlight := prometheus.NewGauge(prometheus.GaugeOpts{Name: "http_requests_in_flight"})
	return func(times int) float64 {
		return cpuPerOperation(times, func(at int) {
			endpoint, status := endpoints[at%len(endpoints)], statuses[at%4]
			inFlight.Inc()
			count.WithLabelValues(endpoint, "GET", status).Inc()
			duration.WithLabelValues(endpoint, "GET", status).Observe(float64(at%100) / 500)
			received.WithLabelValues(endpoint, "GET", status).Observe(400)
			sent.WithLabelValues(endpoint, "GET", status).Observe(float64(1000 + at%512))
			inFlight.Dec()
		})
	}
}

// newRender measures one answer of promhttp after all values have changed.
func newRender() func(int) float64 {
	registries := map[int]*page{}
	return func(series int) float64 {
		if registries[series] == nil {
			registries[series] = newPage(series)
		}
		shown := registries[series]
		shown.change()
		return cpuPerOperation(1, func(int) { shown.scrape() })
	}
}

type page struct {
	registry *prometheus.Registry
	series   []prometheus.Counter
}

func newPage(count int) *page {
	made := &page{registry: prometheus.NewRegistry()}
	families := make([]*prometheus.CounterVec, 10)
	for at := range families {
		name := fmt.Sprintf("shop_business_things_%d_total", at)
		families[at] = prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: name}, labelNames)
		made.registry.MustRegister(families[at])
	}
	for at := 0; at < count; at++ {
		endpoint := fmt.Sprintf("/api/v1/things/%d/:id", at)
		made.series = append(made.series, families[at%10].WithLabelValues(endpoint, "GET", "200"))
	}
	return made
}

func (shown *page) change() {
	for at, one := range shown.series {
		one.Add(float64(at))
	}
	runtime.GC()
}

func (shown *page) scrape() {
	answer := httptest.NewRecorder()
	handler := promhttp.HandlerFor(shown.registry, promhttp.HandlerOpts{DisableCompression: true})
	handler.ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
}

func histogram(name string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name}, labelNames)
}

func endpoints() []string {
	all := make([]string, 20)
	for at := range all {
		all[at] = "/api/v1/things-" + strconv.Itoa(at) + "/:id"
	}
	return all
}

func cpuPerOperation(count int, operation func(int)) float64 {
	before := cpuNanoseconds()
	for at := 0; at < count; at++ {
		operation(at)
	}
	return float64(cpuNanoseconds()-before) / float64(count)
}

func cpuNanoseconds() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
